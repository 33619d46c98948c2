"""How a council works and how its scores are combined."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy, ngettext_lazy

from ocop.programme.catalogue.entry import BY_RULEBOOK, EXACT, NATIONAL, NONE, READING, WHOLE, WORDING, Entry
from ocop_rules.councils import MOST_DECIMALS


def _decimals(count: int) -> Promise:
    words = ngettext_lazy("{count} chữ số thập phân", "{count} chữ số thập phân", count)
    return format_lazy(words, count=count)


COUNCIL_ENTRIES = (
    Entry(
        code="council_members",
        title=gettext_lazy("Số thành viên chấm điểm của hội đồng"),
        group="council",
        kind="whole",
        default="9",
        why=gettext_lazy(
            "Quảng Nam năm 2021: Chủ tịch, 2 Phó Chủ tịch và 6 ủy viên. "
            "Là mặc định thì chỉ nhắc trên trang hội đồng và trong biên bản; tỉnh đã ban hành số riêng thì bắt buộc."
        ),
        silent=gettext_lazy(
            "QĐ 26/2026/QĐ-TTg, Điều 7 khoản 3 nêu cơ quan cử thành viên, không nêu số lượng; "
            "Chủ tịch UBND cấp tỉnh quyết định."
        ),
        hint=gettext_lazy(
            "Gồm Chủ tịch, Phó Chủ tịch và ủy viên; không tính thư ký. Ghi 0 nếu không ấn định."
        ),
        sentence=gettext_lazy("Hội đồng có %(value)s thành viên chấm điểm."),
        said={NONE: gettext_lazy("Không ấn định số thành viên chấm điểm của hội đồng.")},
        labels={NONE: gettext_lazy("không ấn định")},
        least=2,
        most=99,
    ),
    Entry(
        code="quorum_share",
        title=gettext_lazy("Tỷ lệ thành viên hội đồng phải có mặt"),
        group="council",
        kind="share",
        default="3/4",
        why=gettext_lazy("Tây Ninh từ năm 2020: họp khi có mặt ít nhất 75% thành viên."),
        silent=gettext_lazy("QĐ 26/2026/QĐ-TTg, Điều 7 khoản 3: hội đồng họp theo Quy chế; không nêu tỷ lệ."),
        hint=gettext_lazy(
            "Phân số của số thành viên chấm điểm, ví dụ 3/4 hoặc 2/3; ghi 1/1 nếu phải có mặt toàn bộ."
        ),
        sentence=gettext_lazy("Họp khi có mặt ít nhất %(value)s số thành viên chấm điểm."),
        said={WHOLE: gettext_lazy("Họp khi có mặt toàn bộ thành viên chấm điểm.")},
    ),
    Entry(
        code="quorum_needs_chair",
        title=gettext_lazy("Phải có mặt Chủ tịch Hội đồng"),
        group="council",
        kind="yes_no",
        default="yes",
        why=gettext_lazy("Tây Ninh: cuộc họp phải có Chủ tịch Hội đồng."),
        silent=gettext_lazy("QĐ 26/2026/QĐ-TTg, Điều 7 khoản 3: hội đồng họp theo Quy chế; không nêu."),
        hint=gettext_lazy("Chọn “Không” nếu Phó Chủ tịch được chủ trì khi Chủ tịch vắng mặt."),
        said={
            "yes": gettext_lazy("Phải có mặt Chủ tịch Hội đồng."),
            "no": gettext_lazy("Không bắt buộc có mặt Chủ tịch Hội đồng."),
        },
    ),
    Entry(
        code="max_gap_points",
        title=gettext_lazy("Chênh lệch điểm tối đa giữa hai thành viên"),
        group="council",
        kind="points",
        default="10",
        why=gettext_lazy(
            "Tây Ninh và Đồng Tháp: hai thành viên không chênh nhau quá 10 điểm; chênh hơn thì thảo luận, chấm lại."
        ),
        silent=gettext_lazy("QĐ 26/2026/QĐ-TTg không nêu."),
        hint=gettext_lazy("Số điểm trên tổng 100 của một sản phẩm. Ghi 0 nếu không giới hạn."),
        sentence=gettext_lazy("Điểm hai thành viên chênh quá %(value)s thì thảo luận, chấm lại."),
        said={NONE: gettext_lazy("Không giới hạn chênh lệch điểm giữa hai thành viên.")},
        labels={NONE: gettext_lazy("không giới hạn")},
        least=1,
        most=99,
    ),
    Entry(
        code="written_opinion",
        title=gettext_lazy("Lấy ý kiến thành viên bằng văn bản"),
        group="council",
        kind="choice",
        default=BY_RULEBOOK,
        why=gettext_lazy(
            "QĐ 26/2026/QĐ-TTg, Điều 7 khoản 6: đánh giá lại thì hội đồng lấy ý kiến bằng văn bản, chỉ họp khi nhiều ý "
            "kiến khác nhau hoặc nội dung phức tạp."
        ),
        silent=gettext_lazy(
            "Lần đầu và nâng hạng thì hội đồng họp (Điều 7 khoản 3 điểm d), nên không lấy ý kiến bằng văn bản. "
            "Quyết định không nói có được luôn họp khi đánh giá lại hay không, và không nêu số ngày gửi ý kiến."
        ),
        hint=gettext_lazy(
            "Mỗi phiên chọn hình thức khi lên lịch; sản phẩm đánh giá lại vẫn đưa ra họp được."
        ),
        said={
            BY_RULEBOOK: gettext_lazy("Đánh giá lại được lấy ý kiến bằng văn bản theo quy định quốc gia."),
            "never": gettext_lazy("Hội đồng luôn họp, không lấy ý kiến bằng văn bản."),
        },
        labels={
            BY_RULEBOOK: gettext_lazy("khi đánh giá lại, theo quy định quốc gia"),
            "never": gettext_lazy("không; hội đồng luôn họp"),
        },
        document=NATIONAL,
    ),
    Entry(
        code="extra_rounds",
        title=gettext_lazy("Đợt đánh giá bổ sung"),
        group="council",
        kind="yes_no",
        default="no",
        why=gettext_lazy(
            "QĐ 26/2026/QĐ-TTg, Điều 5: chỉ có đợt bổ sung khi Quy chế của Hội đồng quy định và có kế hoạch."
        ),
        silent=gettext_lazy(
            "Điều 5 ấn định mỗi năm ít nhất hai đợt và để Quy chế của Hội đồng quyết định có đợt bổ sung hay không."
        ),
        hint=gettext_lazy("Chọn “Có” thì khi lên lịch chọn được đợt bổ sung, với số và ngày của kế hoạch."),
        said={
            "yes": gettext_lazy("Được tổ chức đợt đánh giá bổ sung khi có kế hoạch."),
            "no": gettext_lazy("Không tổ chức đợt đánh giá bổ sung."),
        },
        document=NATIONAL,
    ),
    Entry(
        code="averaging",
        title=gettext_lazy("Cách lấy điểm trung bình"),
        group="result",
        kind="choice",
        default="totals",
        why=gettext_lazy("Tây Ninh, Đồng Tháp: trung bình cộng tổng điểm của các thành viên."),
        silent=gettext_lazy(
            "QĐ 26/2026/QĐ-TTg, Điều 3 khoản 3 nói “tổng điểm trung bình”, không nêu cách lấy."
        ),
        hint=gettext_lazy(
            "Khi điểm giữ chính xác thì hai cách cho cùng một tổng; khi cắt bớt chữ số thập phân thì "
            "cộng điểm trung bình từng tiêu chí có thể cho tổng thấp hơn."
        ),
        said={
            "totals": gettext_lazy("Điểm sản phẩm là trung bình cộng tổng điểm của các phiếu được tính."),
            "criteria": gettext_lazy(
                "Điểm sản phẩm là tổng của điểm trung bình từng tiêu chí trên các phiếu được tính."
            ),
        },
        labels={
            "totals": gettext_lazy("Trung bình cộng tổng điểm các phiếu"),
            "criteria": gettext_lazy("Cộng điểm trung bình của từng tiêu chí"),
        },
    ),
    Entry(
        code="decimals",
        title=gettext_lazy("Số chữ số thập phân của điểm trung bình"),
        group="result",
        kind="choice",
        default=EXACT,
        why=gettext_lazy("Không có căn cứ để bỏ bớt điểm; 69,99 điểm chưa đến 70 dù ghi thế nào."),
        silent=gettext_lazy(
            "QĐ 26/2026/QĐ-TTg, Điều 3 khoản 3 so “tổng điểm trung bình” với khung điểm, không nêu cách làm tròn."
        ),
        hint=gettext_lazy(
            "Chữ số thừa được cắt trước khi so với khung điểm, không bao giờ làm tròn lên. Lấy trung bình "
            "từng tiêu chí thì cắt ở từng tiêu chí, và điểm đã cắt được so với điểm tối thiểu."
        ),
        sentence=gettext_lazy(
            "Điểm trung bình cắt còn %(value)s, không làm tròn lên, rồi mới so với khung điểm."
        ),
        said={
            EXACT: gettext_lazy("Điểm trung bình giữ chính xác, không làm tròn."),
            "0": gettext_lazy("Điểm trung bình bỏ phần thập phân rồi mới so với khung điểm."),
        },
        labels={EXACT: gettext_lazy("giữ chính xác"), "0": gettext_lazy("không có chữ số thập phân")}
        | {str(count): _decimals(count) for count in range(1, MOST_DECIMALS + 1)},
        document=WORDING,
    ),
    Entry(
        code="on_missed_minimum",
        title=gettext_lazy("Khi không đạt điểm tối thiểu của hạng sao theo tổng điểm"),
        group="result",
        kind="choice",
        default="cap",
        why=gettext_lazy(
            "Chân bộ tiêu chí gắn điểm tối thiểu với từng hạng sao: "
            "sản phẩm được hạng cao nhất mà nó đạt đủ điểm tối thiểu."
        ),
        silent=gettext_lazy(
            "QĐ 26/2026/QĐ-TTg, Phụ lục II in dấu sao ở mức tối thiểu, không nói hậu quả khi thiếu."
        ),
        hint=gettext_lazy("Chỉ áp dụng khi điểm tối thiểu thiếu làm mất hạng sao mà tổng điểm đạt được."),
        said={
            "cap": gettext_lazy(
                "Sản phẩm thiếu điểm tối thiểu chỉ được đề nghị hạng cao nhất mà nó đạt đủ điểm tối thiểu."
            ),
            "fail": gettext_lazy(
                "Sản phẩm thiếu điểm tối thiểu của hạng sao theo tổng điểm thì không được đề nghị công nhận."
            ),
            "return": gettext_lazy(
                "Sản phẩm thiếu điểm tối thiểu của hạng sao theo tổng điểm được để lại phiên sau để hoàn thiện."
            ),
        },
        labels={
            "cap": gettext_lazy("Hạ xuống hạng đạt đủ điểm tối thiểu"),
            "fail": gettext_lazy("Không đề nghị công nhận"),
            "return": gettext_lazy("Để lại phiên sau để hoàn thiện"),
        },
        document=READING,
    ),
    Entry(
        code="upgrade_goes_up",
        title=gettext_lazy("Kết quả nâng hạng được gửi lên cấp trên"),
        group="result",
        kind="choice",
        default=BY_RULEBOOK,
        why=gettext_lazy(
            "Điểm từ đó gửi lên cấp trên là của quy định quốc gia: từ 90 điểm gửi Trung ương, và khi còn cấp huyện thì từ "
            "50 điểm (QĐ 1048/QĐ-TTg) hoặc 70 điểm (QĐ 148/QĐ-TTg) huyện gửi tỉnh. Tỉnh không đặt mức điểm khác."
        ),
        silent=gettext_lazy(
            "Không quyết định nào nói kết quả nâng hạng không cao hơn hạng sản phẩm đang có thì có gửi lên hay không; "
            "Quảng Nam năm 2022 chỉ gửi kết quả cao hơn."
        ),
        hint=gettext_lazy(
            "Chỉ áp dụng cho hồ sơ nâng hạng. Kết quả không được gửi lên thì kết thúc ở cấp đã đánh giá; "
            "giấy chứng nhận đang có giữ nguyên."
        ),
        said={
            BY_RULEBOOK: gettext_lazy("Mọi kết quả đủ điểm theo quy định quốc gia đều gửi lên cấp trên."),
            "above_held": gettext_lazy(
                "Kết quả nâng hạng chỉ gửi lên cấp trên khi cao hơn hạng sản phẩm đang có."
            ),
        },
        labels={
            BY_RULEBOOK: gettext_lazy("mọi kết quả đủ điểm, theo quy định quốc gia"),
            "above_held": gettext_lazy("chỉ kết quả cao hơn hạng đang có"),
        },
        document=NATIONAL,
    ),
)
