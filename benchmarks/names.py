"""The measurements by name, readable without starting Django."""

BENCHES = {
    "ranked_list": "trang 250 dòng của bảng xếp hạng mọi kết quả, người xem là cán bộ tỉnh",
    "save_mark_1": "ghi điểm một tiêu chí, một thành viên",
    "save_mark_10": "ghi điểm một tiêu chí, mười thành viên cùng lúc",
    "check_page": "trang kiểm tra giấy chứng nhận; tốc độ với mười khách cùng lúc",
    "catalogue_search": "tìm trong danh mục công khai, gõ không dấu",
    "grade_100k": "lõi quy định xếp hạng 100.000 phiếu trên một nhân, không có cơ sở dữ liệu",
}
WITHOUT_DATABASE = "grade_100k"
# What issue after issue asks of each: the ratio to its floor, and how many a second. Told beside the figures.
AIMS = {
    "ranked_list": "≤ 2 × sàn",
    "save_mark_1": "≤ 4 × sàn",
    "save_mark_10": "≥ 150/giây (PostgreSQL)",
    "check_page": "≥ 0,5 × sàn (yêu cầu mỗi giây)",
    "catalogue_search": "",
    "grade_100k": "< 3.000 ms",
}
BARE = "/san/trong/"  # answered below Django: what the client and the server can do at most
