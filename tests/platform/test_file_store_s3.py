"""The same file layer against an S3 server."""

from __future__ import annotations

import gc
import io
import warnings

import boto3
import pytest
from django.core.files.storage import storages
from django.test import override_settings
from moto.server import ThreadedMotoServer

from ocop.environment import Environment
from ocop.platform.files import storing
from ocop.platform.files.models import StoredFile
from tests.platform.test_files import pdf, picture

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def server():
    running = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    running.start()
    host, port = running.get_host_and_port()
    client = boto3.client(
        "s3",
        endpoint_url=f"http://{host}:{port}",
        aws_access_key_id="k",
        aws_secret_access_key="s",
        region_name="us-east-1",
    )
    client.create_bucket(Bucket="ocop")
    client.close()
    yield f"s3://k:s@{host}:{port}/ocop?tls=no"
    running.stop()
    let_go()


@pytest.fixture
def s3(server, monkeypatch, settings, tmp_path):
    monkeypatch.setenv("OCOP_FILES_URL", server)
    described = Environment().file_storage("OCOP_FILES_URL", folder=tmp_path)
    with override_settings(STORAGES={**settings.STORAGES, "default": described}):
        store = storages["default"]
        yield store
        store.connection.meta.client.close()
    let_go()


def let_go() -> None:
    """Collect what the S3 client and its test server leave open, here rather than in the middle of some later test."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


def test_a_file_is_stored_read_and_found_unchanged_on_s3(s3, noon):
    stored = storing.store(io.BytesIO(pdf()), at=noon)
    assert s3.exists(stored.location)
    assert storing.read(stored) == pdf()
    assert storing.holds(stored)


def test_the_same_content_is_written_to_s3_once(s3, noon):
    first = storing.store(io.BytesIO(picture()), at=noon)
    StoredFile.objects.all().delete()  # as after a transaction that failed: the content is there, its row is not
    again = storing.store(io.BytesIO(picture()), at=noon)
    assert again.location == first.location
    assert storing.holds(again)


def test_a_download_streams_from_s3_with_its_vietnamese_name(s3, noon):
    stored = storing.store(io.BytesIO(pdf()), at=noon)
    answer = storing.response(stored, name="Phiếu kiểm nghiệm.pdf", inline=True)
    assert b"".join(answer.streaming_content) == pdf()
    assert "Phi%E1%BA%BFu" in answer["Content-Disposition"]
    answer.close()
