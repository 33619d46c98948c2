"""More faults that are tried out, as in `faults`: clauses on transition that do nothing, and figures that cannot be."""

from __future__ import annotations

from .faults import DECISION, DOSSIER, Fault

OLD_FIRST = 'kinds = ["new", "upgrade"]\nfiled_before = 2026-05-22\n'
LIMITED = 'limit = "transition_first"\ndoubt = '
SIXTY = "finish_by = 2026-07-21"
EXTENDS = 'extends_certificate = true\nwindows_opened_before = 2026-05-22\nlimit = "late_renewal"'
# The limit of the late renewal, from its name on.
LATE = """không kịp thời hạn nộp hồ sơ đánh giá lại"
amount = 180
"""
REPEAL = 'kinds = ["new", "upgrade", "reevaluation"]\nlimit = "transition_first"'
REPEAL_EXTENDS = 'kinds = ["reevaluation"]\nextends_certificate = true\nlimit = "late_renewal"'
SAMPLES = "[samples]\ncount = 5"
WINDOW = "amount = 180\nuntil_amount = 120"
WINDOW_WRONG = (
    "reevaluation_window: until_amount phải từ 1 trở lên và nhỏ hơn amount (180): khoảng mở trước, đóng sau"
)
ROUND_WRONG = "province: result_before phải sau proposed_before từ 1 đến 182 ngày, có thể sang năm sau"
UNTIL_WHEN = (
    "old_first: hồ sơ nộp trước theo quy định cũ đến bao giờ? Ghi “limit” có finish_by; nếu văn bản không nói, ghi điều "
    "đó vào “doubt”"
)

SIXTH = """[[band]]
star = 6
name = "Hạng 6 sao"
at_least = 95
article = "Điều 3"
[[band]]"""

IN_CLAUSES: list[Fault] = [
    ("clause on an unknown kind", DECISION, OLD_FIRST, OLD_FIRST.replace("upgrade", "upgade"), 'kinds = ["new", "upgade"]',
     "old_first: kinds chỉ gồm new, upgrade, reevaluation"),
    ("clause on no kind", DECISION, OLD_FIRST, OLD_FIRST.replace('"new", "upgrade"', ""), "kinds = []",
     "old_first: “kinds” phải có ít nhất một trong new, upgrade, reevaluation"),
    ("clause without kinds", DECISION, OLD_FIRST, OLD_FIRST.partition("\n")[2], "[[transition]]",
     "old_first: thiếu “kinds”"),
    ("paper for no kind", DOSSIER, 'kinds = ["upgrade"]', "kinds = []", "kinds = []",
     "changes: “kinds” phải có ít nhất một trong new, upgrade, reevaluation"),
    ("clause with neither limit nor doubt", DECISION, LIMITED, "# ", "filed_before = 2026-05-22", UNTIL_WHEN),
    ("clause whose limit has no last day", DECISION, SIXTY, "", 'limit = "transition_first"',
     "old_first: thời hạn “transition_first” phải có ngày cuối (finish_by) để biết hồ sơ nộp trước xong khi nào"),
    ("clause that ends before it begins", DECISION, OLD_FIRST, OLD_FIRST.replace("2026-05-22", "2026-07-22"),
     "filed_before = 2026-07-22", "old_first: ngày cuối 21/07/2026 của thời hạn “transition_first” trước filed_before"),
    ("last day that is not the sixtieth", DECISION, SIXTY, "finish_by = 2026-07-22", "finish_by = 2026-07-22",
     "transition_first: finish_by không khớp amount: 60 days từ 22/05/2026 là 21/07/2026"),
    ("last day of another amount", DECISION, "amount = 60", "amount = 90", SIXTY,
     "transition_first: finish_by không khớp amount: 90 days từ 22/05/2026 là 20/08/2026"),
    ("last day counted from the day itself", DECISION, 'amount = 60\nunit = "days"\ncounts_from = "next_day"',
     'amount = 60\nunit = "days"\ncounts_from = "same_day"', SIXTY,
     "transition_first: finish_by không khớp amount: 60 days từ 22/05/2026 là 20/07/2026"),
    ("last day that may move, but not so far", DECISION,
     'amount = 60\nunit = "days"\ncounts_from = "next_day"\nday_off = "keeps"\nfinish_by = 2026-07-21',
     'amount = 60\nunit = "days"\ncounts_from = "next_day"\nday_off = "moves"\nfinish_by = 2026-08-06',
     "finish_by = 2026-08-06",
     "transition_first: finish_by không khớp amount: 60 days từ 22/05/2026 là 21/07/2026 đến 05/08/2026"),
    ("last day of two months", DECISION, 'amount = 60\nunit = "days"', 'amount = 2\nunit = "months"', SIXTY,
     "transition_first: finish_by không khớp amount: 2 months từ 22/05/2026 là 22/07/2026"),
    ("last day before so many working days", DECISION, 'amount = 60\nunit = "days"', 'amount = 61\nunit = "working_days"', SIXTY,
     "transition_first: finish_by không khớp amount: 61 working_days từ 22/05/2026 là 22/07/2026 trở đi"),
    ("last day of rounds", DECISION, 'amount = 60\nunit = "days"', 'amount = 2\nunit = "rounds_per_year"', SIXTY,
     "transition_first: finish_by chỉ đi với đơn vị days, working_days, months"),
    ("last day of a limit that is counted anew each time", DECISION, "amount = 36\n", "amount = 36\nfinish_by = 2029-01-01\n",
     "finish_by = 2029-01-01", "validity: “finish_by” không phải khóa dùng được ở đây"),
    ("extension of no length", DECISION, EXTENDS, EXTENDS.partition("\nlimit")[0], "extends_certificate = true",
     "late_renewal: “extends_certificate” phải có “limit”: kéo dài bao lâu"),
    ("windows of no extension", DECISION, EXTENDS, EXTENDS.partition("\n")[2], "windows_opened_before = 2026-05-22",
     "late_renewal: “windows_opened_before” phải đi cùng “extends_certificate”"),
    ("rulebooks of no dossiers", DECISION, OLD_FIRST, OLD_FIRST.replace("filed_before", "# filed_before"),
     'rulebooks = ["148-2023", "148-2025"]       # "quy định giai đoạn 2021 - 2025"',
     "old_first: “rulebooks” phải đi cùng “filed_before”"),
    ("dossiers filed after it began", DECISION, OLD_FIRST, OLD_FIRST.replace("2026-05-22", "2026-05-23"),
     "filed_before = 2026-05-23",
     "old_first: filed_before sau ngày có hiệu lực (22/05/2026); từ ngày ấy hồ sơ mới theo chính bộ này"),
    ("dossiers of no rulebook", DECISION, f"{OLD_FIRST}rulebooks", f"{OLD_FIRST}# rulebooks", "filed_before = 2026-05-22",
     "old_first: hồ sơ nộp trước theo quy định nào? Ghi mã các bộ quy định ấy vào “rulebooks”"),
    ("dossiers spoken of twice", DECISION, 'kinds = ["reevaluation"]\nfiled', 'kinds = ["reevaluation", "upgrade"]\nfiled',
     'code = "old_reevaluation"',
     "old_reevaluation: điều khoản “old_first” đã nói về 148-2023 (upgrade); chỉ để ở một điều khoản"),
    ("certificates that hold longer twice", DECISION, REPEAL, REPEAL_EXTENDS, 'code = "repeal"',
     "repeal: điều khoản “late_renewal” đã nói về giấy chứng nhận (reevaluation); chỉ để ở một điều khoản"),
    ("extension of other kinds", DECISION, f'kinds = ["reevaluation"]\n{EXTENDS}', f'kinds = ["reevaluation", "new"]\n{EXTENDS}',
     'kinds = ["reevaluation", "new"]',
     "late_renewal: chỉ hồ sơ đánh giá lại kéo dài giấy chứng nhận: kinds = [\"reevaluation\"]"),
    ("extension in months", DECISION, f'{LATE}unit = "days"', f'{LATE.replace("180", "6")}unit = "months"',
     'limit = "late_renewal"', "late_renewal: thời hạn kéo dài “late_renewal” phải tính theo ngày (days)"),
]  # fmt: skip

IN_FIGURES: list[Fault] = [
    ("act that there is not", DECISION, 'acts = ["file", "submit"]', 'acts = ["file", "hand_in"]',
     '{ who = "Chủ thể OCOP", does = "Nộp 01 bộ hồ sơ giấy và 01 bộ điện tử; hồ sơ đưa lên phần mềm có giá',
     ("Chủ thể OCOP: “acts” chỉ gồm file, submit, return_for_supplement, propose, return_to_commune, accept, schedule, conclude, "
     "send_up, recognise, forward, close_unrecognised, open_session, close_session, issue_decision, revoke, "
     "issue_notice, không có “hand_in”")),
    ("star of no band", DECISION, "recognises_stars = [3, 4]", "recognises_stars = [3, 4, 6]", "recognises_stars = [3, 4, 6]",
     "province: 6 sao không phải hạng được cấp giấy chứng nhận"),
    ("star without a certificate", DECISION, "recognises_stars = [3, 4]", "recognises_stars = [2, 3, 4]",
     "recognises_stars = [2, 3, 4]", "province: 2 sao không phải hạng được cấp giấy chứng nhận"),
    ("star with a certificate that nobody gives", DECISION, "recognises_stars = [3, 4]", "recognises_stars = [3]", "[[route]]",
     "centre: 4 sao được cấp giấy chứng nhận nhưng không cấp nào công nhận"),
    ("points beyond a sheet", DECISION, "forwards_from_points = 90", "forwards_from_points = 101", "forwards_from_points = 101",
     "province: forwards_from_points phải từ 0 đến 100"),
    ("points below zero to go on", DECISION, "forwards_from_points = 90", "forwards_from_points = -1",
     "forwards_from_points = -1", "province: forwards_from_points phải từ 0 đến 100"),
    ("points to go nowhere", DECISION, 'forwards_to = "centre"\n', "", "forwards_from_points = 90",
     "province: “forwards_from_points” phải đi cùng “forwards_to”"),
    ("window that closes as it opens", DECISION, WINDOW, WINDOW.replace("120", "180"), "until_amount = 180", WINDOW_WRONG),
    ("window that closes before it opens", DECISION, WINDOW, WINDOW.replace("120", "200"), "until_amount = 200", WINDOW_WRONG),
    ("window that closes on the day", DECISION, WINDOW, WINDOW.replace("120", "0"), "until_amount = 0", WINDOW_WRONG),
    ("negative limit", DECISION, "amount = 15\n", "amount = -15\n", "amount = -15",
     "commune_check: amount phải từ 1 đến 3660 (working_days)"),
    ("limit of a century", DECISION, "amount = 36\n", "amount = 1200\n", "amount = 1200",
     "validity: amount phải từ 1 đến 120 (months)"),
    ("limit of eleven years in days", DECISION, "amount = 45\n", "amount = 4015\n", "amount = 4015",
     "reevaluation: amount phải từ 1 đến 3660 (days)"),
    ("more rounds than months", DECISION, "amount = 2\n", "amount = 13\n", "amount = 13",
     "rounds: amount phải từ 1 đến 12 (rounds_per_year)"),
    ("round of no level", DECISION, 'level = "province"', 'level = "district"', 'level = "district"',
     "district: level = “district” không phải một cấp của quy trình"),
    ("round of no number", DECISION, "number = 1\n", "number = 0\n", "number = 0", "province: number phải từ 1 trở lên"),
    ("negative samples", DECISION, SAMPLES, SAMPLES.replace("5", "-5"), "count = -5", "samples: count phải từ 0 đến 100"),
    ("more samples than anyone asks for", DECISION, SAMPLES, SAMPLES.replace("5", "101"), "count = 101",
     "samples: count phải từ 0 đến 100"),
    ("round that ends as it begins", DECISION, "result_before = [30, 6]", "result_before = [30, 4]", "result_before = [30, 4]",
     ROUND_WRONG),
    ("round that ends before it begins", DECISION, "result_before = [30, 6]", "result_before = [29, 4]",
     "result_before = [29, 4]", ROUND_WRONG),
    ("round longer than half a year", DECISION, "result_before = [30, 6]", "result_before = [30, 10]",
     "result_before = [30, 10]", ROUND_WRONG),
    ("round into the next year longer than half a year", DECISION, "result_before = [30, 12]", "result_before = [1, 5]",
     "result_before = [1, 5]", ROUND_WRONG),
    ("code of no digits", DECISION, "commune_digits = 5", "commune_digits = 0", "commune_digits = 0",
     "codes: commune_digits phải từ 1 đến 10"),
    ("code of a thousand digits", DECISION, "province_digits = 2", "province_digits = 1000", "province_digits = 1000",
     "codes: province_digits phải từ 1 đến 10"),
    ("signed after it is in force", DECISION, "issued_on = 2026-05-22", "issued_on = 2026-05-23", "issued_on = 2026-05-23",
     "ngày ban hành (issued_on) sau ngày có hiệu lực (in_force_from)"),
    ("band of a sixth star", DECISION, "[[band]]", SIXTH, "[[band]]",
     "khung điểm phải có đủ hạng 1, 2, 3, 4 và 5 sao, mỗi hạng một lần"),
    ("certificate without a validity", DECISION, 'code = "validity"', 'code = "validty"', None,
     "thiếu [[limit]] “validity”: giấy chứng nhận có hiệu lực bao lâu"),
    ("criterion that waits for one there is not", "criteria/4-marketing.toml", 'applies_when = "5.1"', 'applies_when = "5.9"',
     'applies_when = "5.9"', "story-structure: applies_when = “5.9” nhưng bộ tiêu chí 1 không có tiêu chí 5.9"),
]  # fmt: skip
