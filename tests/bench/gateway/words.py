"""The words of the page."""

TITLE = """# Tốc độ của cổng nhận và gửi tin

Trang này do `make bench-gateway` đo và ghi (`make bench-gateway ARGS=--write`; `ARGS=--quick` thì
mỗi lượt vài giây). Người gửi, các hãng giả lập và những gì được đo chạy trên cùng máy, dùng chung
các lõi. Thời gian tính bằng mili giây.
"""
WAYS = """Webhook đến theo lịch, không chờ lượt trước được đáp: số lượt mỗi giây như ghi, vào những
lúc ngẫu nhiên (như dòng Poisson), cùng một lịch cho mọi phần mềm. Thời gian đáp tính từ lúc lẽ ra
phải gửi, nên chờ ở người gửi hay ở máy chủ đều được tính. Chữ ký và nội dung như hãng gửi, mã tin
không trùng, {people} người mới mỗi lượt, {questions} câu hỏi, nhiều nhất {most} kết nối giữ mở;
{warm} lượt đầu để làm nóng không tính. Quá {patience:.0f} giây sau lượt cuối mà chưa đáp là “chưa
đáp”. “Máy bị lấy”: phần thời gian bộ xử lý mà máy chủ vật lý đã dành cho máy ảo khác trong lúc đo.
"""
ALONE = """### Chỉ nhận: một loạt tin dồn tới

PostgreSQL và tiến trình web như `guongsang up` chạy, chưa có ai trả lời. Hai cột cuối là thời gian
bộ xử lý cho mỗi webhook.
"""
WORKING = """### Vừa nhận vừa trả lời

`guongsang up`: bộ xử lý tin, Rasa, PostgreSQL và người gửi cùng giành các lõi với trang web, và bộ
xử lý tin luôn có việc. Tin chưa kịp trả lời được bỏ đi sau mỗi lượt đo.
"""
WHY = """{rate} webhook mỗi giây cần khoảng {web} % của một lõi cho trang web và {database} % cho
PostgreSQL. Khi bộ xử lý tin, Rasa và người gửi cùng dùng các lõi ấy thì webhook phải chờ lượt;
những lượt chờ được ghi chung một lần, nên chậm lại mà không mất.
"""
TALKING = """## Từ lúc người hỏi gửi tới lúc thấy câu trả lời

Qua các hãng giả lập (`bot/simulators`): webhook có chữ ký → nhận → Rasa hiểu → trả lời → gọi hãng
→ bong bóng hiện ra. Một người: hỏi lần lượt. {crowd} người: mỗi người nghỉ {pace:.0f} giây sau mỗi
câu trả lời. “Tin/giây nhiều nhất”: {flood} người hỏi liên tục.
"""
PEERS = """## So với Rasa và opsdroid

Cùng máy, cùng lần chạy, cùng người gửi, cùng các webhook Facebook có chữ ký. Rasa: kênh Facebook
có sẵn của Rasa 3.6.21 (`rasa run` với `credentials.yml`), cùng dữ liệu và các thành phần hiểu
tiếng Việt của ta, mỗi ý định một câu trả lời cố định. opsdroid: 0.31.0 với kênh Facebook và bộ đọc
Rasa có sẵn, hỏi chính Rasa của ta, một câu trả lời cố định. Cả hai chỉ được đổi địa chỉ Facebook
thành máy chủ giả; opsdroid còn bỏ việc hỏi phiên bản Rasa lúc khởi động
(`tests/bench/gateway/peer/`). Gương Sáng: số của phần “vừa nhận vừa trả lời”. Khi hỏi và chờ, chỉ
Gương Sáng được giao thêm echo của mỗi tin đã gửi, và đối chiếu nó. Tỉ lệ = Gương Sáng chia cho
phần mềm kia; số tin thì lớn hơn 1 là nhiều hơn, thời gian thì nhỏ hơn 1 là nhanh hơn.
"""
FACTS = """### Những việc mỗi bên làm trước khi đáp 200

Số trên không so cùng một việc: Gương Sáng giữ tin rồi đáp, trả lời sau; hai phần mềm kia trả lời
xong mới đáp, và không giữ. Đọc trong mã nguồn của đúng phiên bản đã đo
(`rasa/core/channels/facebook.py`, `opsdroid/connector/facebook/__init__.py`):

|  | Gương Sáng | Rasa 3.6.21 | opsdroid 0.31.0 |
| --- | --- | --- | --- |
| tin nằm chắc trên đĩa trước khi đáp 200 | có | không; hội thoại ở bộ nhớ theo mặc định | không |
| chữ ký | SHA-256 | thuật toán do tiêu đề chọn; sai vẫn đáp 200 | không kiểm |
| hãng giao lại một tin | xử lý một lần | xử lý lại | xử lý lại |
| nhiều tin trong một webhook | mọi tin | tin đầu | mọi tin |
| thứ tự trong một cuộc trò chuyện | theo giờ của hãng | theo lúc tới | không hứa |
| tin của chính Trang vọng lại (echo) | khớp với tin đã gửi | bỏ qua | coi là người viết |
| gửi lỗi | gửi lại theo loại lỗi | không gửi lại | ghi nhật ký |
| gọi Facebook | không chặn tin khác | chặn cả máy chủ, 4 lần mỗi tin | không chặn tin khác |

Cả hai làm được nhiều việc khác mà trang này không đo.
"""
