from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "ocop.platform.accounts"
    label = "accounts"
    verbose_name = "Tài khoản"
