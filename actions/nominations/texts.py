"""Everything the nomination flow says to people."""

from __future__ import annotations

from hashlib import sha256

NOTICE = (
    "Đây là trợ lý tự động, giúp anh/chị giới thiệu một gương tốt tới cán bộ địa phương.\n"
    "- Cán bộ sẽ xác minh trước khi bất cứ điều gì được đăng; không nhận lời khai sai sự thật.\n"
    "- Chỉ cán bộ phụ trách thi đua, khen thưởng của nơi nhận xem được nội dung anh/chị gửi.\n"
    "- Lúc nào cũng có thể nhắn: “quay lại”, “sửa”, “xem lại”, “hủy”."
)

KIND = "Anh/chị muốn giới thiệu ai ạ: một cá nhân, một hộ gia đình hay một tập thể?"
KIND_HELP = (
    "Cá nhân là một người; hộ gia đình là cả nhà; tập thể là một tổ, nhóm, câu lạc bộ, cơ quan."
)
NAME = {
    "person": "Họ và tên người được giới thiệu là gì ạ?",
    "household": "Đó là hộ gia đình của ai ạ?",
    "collective": "Tập thể đó tên là gì ạ?",
}
NAME_HELP = (
    "Nếu không biết đủ họ tên, anh/chị ghi tên mọi người thường gọi, ví dụ “bà Tư bán nước”."
)
NAME_UNKNOWN = (
    "Không biết họ tên cũng được: anh/chị ghi cách mọi người vẫn gọi, ví dụ “bác xe ôm ở chợ” ạ."
)
NAME_UNREADABLE = "Trợ lý chưa đọc được tên. Anh/chị ghi giúp bằng chữ, ví dụ: Nguyễn Thị Lan."
NAME_LONG = "Tên này dài quá 120 ký tự. Anh/chị chỉ ghi tên giúp; việc làm sẽ hỏi ngay sau đây."
UNDER_16 = "Người được giới thiệu có dưới 16 tuổi không ạ?"
UNDER_16_HELP = (
    "Pháp luật bảo vệ trẻ em chặt hơn, nên cần biết điều này; không cần nói tuổi hay ngày sinh."
)
CHILD = (
    "Vì người được giới thiệu có thể là trẻ em: trợ lý không nhận ảnh; anh/chị đừng ghi trường, "
    "lớp. Không có gì được đăng khi chưa có sự đồng ý của cả em ấy và cha mẹ hoặc người giám hộ."
)
CHILD_END = "Có thể là trẻ em: không có gì được đăng khi chưa có sự đồng ý của cả em ấy và cha mẹ."
YES_NO_UNKNOWN = "Anh/chị chọn giúp: có, không, hay không rõ ạ?"
PLACE = "Nơi ở hoặc nơi làm việc tốt đó là ở đâu ạ? (thôn/tổ, xã/phường)"
PLACE_CHILD = "Em ấy ở đâu ạ? (chỉ cần thôn/tổ, xã/phường; không ghi trường, lớp)"
PLACE_HELP = "Để cán bộ tìm đúng nơi xác minh, ví dụ: thôn 2, xã Bình Lương."
PLACE_UNREADABLE = "Trợ lý chưa rõ nơi này. Anh/chị ghi giúp thôn/tổ và xã/phường, bằng chữ."
PLACE_IS_DEED = "Anh/chị cho biết thêm nơi ở: thôn/tổ, xã/phường nào ạ?"
PLACE_LONG = "Nơi này dài quá 200 ký tự. Anh/chị chỉ ghi thôn/tổ, xã/phường giúp ạ."
LOCALITY = "Bản giới thiệu này gửi tới địa phương nào ạ?"
LOCALITY_HELP = "Cán bộ của nơi này sẽ xem và xác minh bản giới thiệu."
LOCALITY_OTHER = (
    "Trợ lý chỉ chuyển được bản giới thiệu tới: {}. Nếu là nơi khác, anh/chị liên hệ UBND xã, "
    "phường nơi đó. Điều đã ghi vẫn còn: anh/chị chọn một nơi trên, hoặc nhắn “hủy” ạ."
)
DEED = (
    "Việc tốt đó là gì? Anh/chị kể bằng lời của mình: ai được giúp, giúp thế nào, kết quả ra sao."
)
DEED_HELP = (
    "Vài câu là đủ, ví dụ: “Mùa lũ năm ngoái, chèo thuyền đưa 12 người già trong thôn đến nơi an "
    "toàn”. Anh/chị đừng ghi số căn cước, ngày sinh, bệnh tật, tôn giáo của ai."
)
DEED_MORE = "Anh/chị kể thêm một chút để cán bộ hình dung được: giúp ai, làm gì, kết quả thế nào ạ?"
DEED_UNREADABLE = "Trợ lý chưa đọc được. Anh/chị kể việc tốt đó bằng chữ giúp ạ."
DEED_IS_TIME = "Đó là thời gian; anh/chị kể giúp việc tốt đã làm là gì ạ?"
HAPPENED = "Việc đó xảy ra khi nào ạ?"
HAPPENED_HELP = "Gần đúng cũng được: “từ năm ngoái”, “tháng 5/2025”, “hơn 10 năm nay”."
HAPPENED_FUTURE = "{} chưa tới (hôm nay là {}). Việc giới thiệu phải là việc đã làm; khi nào ạ?"
HAPPENED_FUTURE_WORDS = "Việc giới thiệu phải là việc đã hoặc đang làm. Việc đó xảy ra khi nào ạ?"
HAPPENED_NO_DAY = "Không có ngày {}. Anh/chị xem lại giúp: việc đó xảy ra khi nào ạ?"
HAPPENED_UNREADABLE = "Trợ lý chưa rõ thời gian này. Ví dụ: “20/10/2025”, “từ năm ngoái” ạ."
WITNESS = "Ai có thể xác nhận việc này ạ? (ví dụ: trưởng thôn, hàng xóm, người được giúp)"
WITNESS_HELP = "Cán bộ sẽ hỏi người này khi xác minh. Không có thì anh/chị bỏ qua."
WITNESS_UNREADABLE = "Anh/chị ghi tên hoặc vai trò người xác nhận bằng chữ giúp ạ."
WITNESS_LONG = "Phần này dài quá 300 ký tự. Anh/chị chỉ ghi ai xác nhận được thôi ạ."
FIELD = "Việc này thuộc lĩnh vực nào ạ?"
FIELD_SUGGESTED = "Theo lời kể, việc này có vẻ thuộc lĩnh vực “{}”. Đúng không ạ?"
FIELD_HELP = "Lĩnh vực giúp chuyển tới đúng cán bộ. Không chắc thì nhắn “chưa rõ”."
FIELD_UNCLEAR = "Trợ lý chưa rõ lĩnh vực này. Anh/chị chọn giúp một mục, hoặc nhắn “chưa rõ” ạ."
FIELD_UNKNOWN = "Chưa rõ"
FIELD_ALL = "Chọn lĩnh vực khác"
PHOTO = "Anh/chị có ảnh về việc này không? Có thì gửi ảnh, không thì bỏ qua ạ."
PHOTO_HELP = (
    "Ảnh chỉ để cán bộ xem; chưa đăng khi người trong ảnh chưa đồng ý. Đừng gửi ảnh giấy tờ tùy "
    "thân hay ảnh trẻ em. Thông tin vị trí trong tệp ảnh được xóa ngay."
)
PHOTO_NOT_TEXT = "Anh/chị gửi ảnh bằng nút đính kèm, hoặc chọn “Bỏ qua” ạ."
PHOTO_SHOWN = "đã có 1 ảnh"
PHOTO_CHILD = "Trợ lý không nhận ảnh khi người được giới thiệu có thể dưới 16 tuổi."
PHOTO_CHILD_DROPPED = "Ảnh đã gửi được xóa rồi ạ."
PHOTO_IF_ADULT = "Nếu người được giới thiệu dưới 16 tuổi thì ảnh sẽ được xóa, không gửi đi."
PHOTO_NO_DRAFT = "Chưa có bản giới thiệu nào đang viết nên ảnh không được giữ lại ạ."
PHOTO_GONE = "Trợ lý không tìm thấy ảnh này. Anh/chị gửi lại giúp ạ."
CONTACT = (
    "Anh/chị có đồng ý cho lưu tên và số điện thoại của mình không? Chỉ để cán bộ phụ trách hỏi "
    "lại khi xác minh bản giới thiệu này; không đăng lên, không dùng việc khác. Rút lại đồng ý "
    "lúc nào cũng được. Không để lại thì bản giới thiệu vẫn được nhận."
)
CONTACT_VERSION = f"contact-{sha256(CONTACT.encode()).hexdigest()[:12]}"
CONTACT_HELP = "Để lại liên hệ thì cán bộ hỏi lại được khi còn điều chưa rõ. Hoàn toàn tùy anh/chị."
CONTACT_UNCLEAR = "Trợ lý chưa rõ nên chưa lưu gì. Anh/chị chọn giúp “Đồng ý” hoặc “Không” ạ."
CONTACT_UNSKIPPED = "Để lại hay không là tùy anh/chị; không muốn thì chọn “Không” ạ."
CONTACT_REFUSED = (
    "Anh/chị đã chọn không để lại liên hệ nên trợ lý không lưu tên, số điện thoại này. Muốn để lại "
    "thì nhắn “sửa đồng ý liên hệ”."
)
CONTACT_NOT_ASKED = (
    "Tên và số điện thoại của anh/chị chỉ được lưu khi anh/chị đồng ý ở câu hỏi sau."
)
NOMINATOR_NAME = "Tên của anh/chị là gì ạ?"
NOMINATOR_NAME_HELP = "Tên để cán bộ xưng hô khi gọi lại; không được đăng lên. Bỏ qua cũng được."
NOMINATOR_PHONE = "Số điện thoại của anh/chị là gì ạ?"
NOMINATOR_PHONE_HELP = "Số di động hoặc cố định ở Việt Nam, ví dụ 0912 345 678. Bỏ qua cũng được."
PHONE_SHORT = "Số này mới có {} chữ số; số di động ở Việt Nam có 10 chữ số. Anh/chị ghi lại giúp ạ."
PHONE_WRONG = "Số này không đúng dạng số điện thoại Việt Nam. Anh/chị xem lại giúp ạ."
PHONE_NONE = "Trợ lý chưa thấy số điện thoại. Ví dụ: 0912 345 678, hoặc chọn “Bỏ qua” ạ."
PHONE_REMOVED = "[số điện thoại đã bỏ]"

NOTED = "Đã ghi – {}: {}"
NOTED_CORRECTABLE = "Chưa đúng thì anh/chị nhắn, ví dụ: “sửa tên thành …”."
MISSING = "Chưa gửi được vì còn thiếu: {}."
REQUIRED = "Câu này cần có để cán bộ xác minh được ạ."
FIRST_QUESTION = "Đây là câu đầu tiên rồi ạ."
NOTHING_YET = "Chưa ghi được gì ạ."
TOO_LONG = (
    "Tin này có {} ký tự, dài hơn mức {} nên trợ lý chưa ghi. Những điều đã ghi vẫn còn. "
    "Anh/chị viết gọn lại giúp ạ."
)
WHICH_FIELD = "Anh/chị muốn sửa mục nào ạ?"
NO_SUCH_FIELD = "Không có mục số {}. Anh/chị chọn một mục dưới đây ạ."
NOT_A_CHOICE = "Lựa chọn này không còn dùng được ạ."
REVIEW_UNCLEAR = (
    "Trợ lý chưa hiểu và chưa thay đổi gì. Anh/chị bấm “Gửi”, nhắn “sửa 2” để sửa mục 2, "
    "hoặc nhắn “hủy”."
)
ASKED = (
    "Điều anh/chị hỏi trợ lý chưa trả lời được ở đây, nên chưa ghi gì. Anh/chị nhắn “gặp cán bộ” "
    "để hỏi cán bộ ạ."
)
PRESS_SEND = "Chưa gửi gì cả. Nếu đúng cả rồi, anh/chị bấm “Gửi” hoặc nhắn “gửi” ạ."
NOT_YET = "(chưa ghi)"
RESTART = "Xóa hết những điều đã ghi để viết lại từ đầu phải không ạ? Chưa có gì được gửi đi."
RESTARTED = "Đã xóa những điều đã ghi. Mình viết lại từ đầu ạ."
PAUSED = (
    "Vâng, bản giới thiệu {} vẫn được giữ, chưa gửi đi. Khi nào viết tiếp, anh/chị nhắn "
    "“viết tiếp” ạ."
)
NOT_SENT_YET = "Chưa gửi gì cả. Anh/chị muốn sửa mục nào ạ?"
KEPT = "Vâng, mình viết tiếp ạ."
KEEP = "Giữ nguyên: {}"
EMPTY = "(bỏ trống)"

REVIEW = "Anh/chị xem lại giúp trước khi gửi:"
REVIEW_END = "Đúng cả chưa ạ? Bấm “Gửi”, hoặc nhắn “sửa 2” để sửa mục 2."
CANCEL = "Bỏ bản giới thiệu này phải không ạ? Những điều đã ghi sẽ bị xóa; chưa có gì được gửi đi."
CANCELLED = "Đã bỏ bản giới thiệu. Không có gì được gửi đi ạ."
GO_ON = "Mình tiếp tục phần giới thiệu nhé: {}"
OFFER_RESUME = "Anh/chị đang viết dở bản giới thiệu {}. Mình viết tiếp chứ ạ?"
OFFER_NEW = (
    "Anh/chị đang viết dở bản giới thiệu {}. Viết tiếp bản đó, hay viết một bản mới? Bản đang dở "
    "vẫn được giữ."
)
TOO_MANY_DRAFTS = (
    "Anh/chị đang có {} bản viết dở, nhiều nhất là {}. Anh/chị viết tiếp hoặc bỏ bớt một bản ạ."
)
RESUMED = "Mình viết tiếp bản giới thiệu {}."
NO_DRAFT = "Hiện không có bản giới thiệu nào đang viết dở ạ."
OTHER_DRAFT = "Nút này thuộc về một bản giới thiệu khác nên trợ lý chưa làm gì ạ."
UNNAMED = "chưa có tên"
ABOUT = "về {}"

SUBMITTED = (
    "Đã gửi. Mã của bản giới thiệu là {}. Cảm ơn anh/chị.\n"
    "Tiếp theo: cán bộ phụ trách {} xem và xác minh; được xác nhận rồi mới đăng, và chỉ khi người "
    "được giới thiệu đồng ý. Muốn biết tới đâu, anh/chị nhắn mã này cho trợ lý; muốn rút lại thì "
    "nhắn “rút {}”."
)
DAILY_LIMIT = (
    "Hôm nay anh/chị đã gửi {} bản giới thiệu, đủ mức một ngày. Mai anh/chị gửi tiếp giúp ạ; "
    "bản đang viết (nếu có) vẫn được giữ."
)

HELP = (
    "Giới thiệu gương tốt ngay tại đây, mất khoảng 3 phút. Trợ lý hỏi lần lượt: ai (cá nhân, hộ "
    "gia đình hay tập thể), ở đâu, việc tốt gì, khi nào, ai xác nhận được; ảnh và liên hệ của "
    "anh/chị thì tùy ý. Không hỏi số căn cước, ngày sinh.\n"
    "Gửi xong có mã để theo dõi, rút lại lúc nào cũng được. Thoát giữa chừng vẫn viết tiếp được."
)

STATES = {
    "submitted": "đã nhận, chờ cán bộ xem",
    "in_review": "cán bộ đang xác minh",
    "needs_info": "cán bộ cần thêm thông tin",
    "accepted": "đã được xác nhận",
    "declined": "không được chọn",
    "published": "đã được đăng",
    "withdrawn": "đã rút lại",
}
NEXT = {
    "submitted": "Khi có cán bộ xem, trạng thái sẽ đổi.",
    "in_review": "Cán bộ có thể liên hệ người xác nhận.",
    "needs_info": "Anh/chị nhắn “gặp cán bộ” để bổ sung ạ.",
    "accepted": "Chỉ đăng khi người được giới thiệu đồng ý.",
    "declined": "Anh/chị nhắn “gặp cán bộ” nếu muốn hỏi lý do.",
    "published": "Anh/chị nhắn “đọc câu chuyện” để xem các gương đã đăng.",
    "withdrawn": "Bản này không được xem xét nữa.",
}
STATUS_OWN = "{} (giới thiệu {}, gửi ngày {}): {}. {}"
STATUS_OTHER = (
    "{}: {}. Nội dung chỉ người gửi mới xem được. Nếu anh/chị gửi từ tài khoản khác của mình, hãy "
    "liên kết hai tài khoản."
)
PHONE_LATER = (
    "- Số điện thoại trong tin vừa rồi chưa được ghi; cuối phần này trợ lý sẽ hỏi anh/chị có "
    "đồng ý lưu hay không."
)
STATUS_UNKNOWN = "Không có bản giới thiệu nào mang mã {}. Anh/chị xem lại mã giúp ạ."
STATUS_NONE = "Anh/chị chưa gửi bản giới thiệu nào từ đây. Có mã thì nhắn mã, ví dụ GS-7K3F."
STATUS_LIST = "Các bản giới thiệu anh/chị đã gửi:"
STATUS_LINE = "- {}: {}, gửi ngày {}: {}"
STATUS_DRAFT = "Còn bản đang viết dở {}, chưa gửi."

WITHDRAW_CONFIRM = "Rút lại bản {} (giới thiệu {}) phải không ạ? Cán bộ sẽ không xem xét nữa."
WITHDRAW_PUBLISHED = " Bài đã đăng sẽ được gỡ; tin đã gửi cho người đọc thì không thu hồi được."
WITHDRAW_WHICH = "Anh/chị muốn rút lại bản nào ạ?"
WITHDRAW_NONE = "Anh/chị không có bản giới thiệu nào có thể rút lại từ đây."
WITHDRAW_NOT_OWN = "Chỉ người đã gửi mới rút được bản {}. Cần giúp thì anh/chị nhắn “gặp cán bộ”."
WITHDRAW_ALREADY = "Bản {} đã được rút lại từ trước rồi ạ."
WITHDRAWN = "Đã rút lại bản {}. Cán bộ sẽ không xem xét bản này nữa."
WITHDRAW_KEPT = "Vâng, bản {} vẫn được giữ nguyên."

PERSON, HOUSEHOLD, COLLECTIVE = "Cá nhân", "Hộ gia đình", "Tập thể"
YES, NO, UNKNOWN = "Có", "Không", "Không rõ"
AGREE, REFUSE = "Đồng ý", "Không"
ELSEWHERE = "Nơi khác"
SKIP, SEND, EDIT, DROP, DROP_IT = "Bỏ qua", "Gửi", "Sửa", "Hủy", "Bỏ, không gửi"
LEAVE_EMPTY = "Để trống"
RESTART_YES = "Xóa, viết lại"
CONTINUE, CONTINUE_OPEN, NEW = "Viết tiếp", "Viết tiếp bản đang dở ({})", "Viết bản mới"
DROP_OPEN = "Bỏ bản {}"
START, ANOTHER, FOLLOW = "Giới thiệu gương tốt", "Giới thiệu người khác", "Theo dõi {}"
WITHDRAW, WITHDRAW_YES, WITHDRAW_NO = "Rút lại {}", "Rút lại", "Giữ nguyên"

LABELS = {
    "kind": "Đối tượng",
    "name": "Tên",
    "under_16": "Dưới 16 tuổi",
    "place": "Nơi ở",
    "locality": "Gửi tới",
    "deed": "Việc tốt",
    "happened": "Thời gian",
    "witness": "Người xác nhận",
    "field": "Lĩnh vực",
    "photo": "Ảnh",
    "contact": "Đồng ý lưu liên hệ",
    "nominator_name": "Tên người gửi",
    "nominator_phone": "Điện thoại người gửi",
}
