"""Chat spelling and office abbreviations, written out for the classifier.

Only whole words are written out, and document numbers and codes never reach this module.
"""

from __future__ import annotations

from collections.abc import Sequence

from .normalise import canonical, fold, unaccented

_LISTED = """
ko k hok hông hong hổng khum khg kg hem hk = không
dc đc dk đk = được
ntn = như thế nào
j = gì
v z zậy zay dzậy dzay = vậy
bn bnhiu bnh bnhieu baonhiu = bao nhiêu
mk mik mìk = mình
mún mun = muốn
ng ngừi = người
sđt sdt đt = số điện thoại
gt gthieu gthiệu gthiu = giới thiệu
đki dki đký dky = đăng ký
vs = với
cx cug cũg = cũng
r rùi rui gòi ròi = rồi
h = giờ
ad = quản trị
ah ạk = ạ
chx = chưa
lm mần mằn = làm
pải fải = phải
mí = mấy
tiu = tiêu
seo = sao
bi = bao
nch = nói chuyện
trc = trước
nx = nữa
bt = biết
thik thjk = thích
iu = yêu
vd = ví dụ
tl = trả lời
ib inbox = nhắn tin
tn = tin nhắn
cty = công ty
gđ = gia đình
gv = giáo viên
cb = cán bộ
cbcc = cán bộ công chức
cbccvc ccvc = cán bộ công chức viên chức
tdp = tổ dân phố
ubnd ub = ủy ban nhân dân
hđnd = hội đồng nhân dân
mttq = mặt trận tổ quốc
ubmttq = ủy ban mặt trận tổ quốc
đhtt dhtt = điển hình tiên tiến
ntvt nvtv ngtvt = người tốt việc tốt
gntvt = gương người tốt việc tốt
tđkt tdkt = thi đua khen thưởng
htx = hợp tác xã
nvh = nhà văn hóa
ntm = nông thôn mới
hlhpn = hội liên hiệp phụ nữ
hpn = hội phụ nữ
hnd = hội nông dân
ccb hccb = hội cựu chiến binh
đtn = đoàn thanh niên
lđlđ ldld = liên đoàn lao động
thcs = trung học cơ sở
vhtt = văn hóa thông tin
gddt gdđt = giáo dục và đào tạo
mn = mọi người
lv = lĩnh vực
tc = tiêu chí
cđs cds = chuyển đổi số
cntt = công nghệ thông tin
cchc = cải cách hành chính
ktra = kiểm tra
ctich = chủ tịch
vb = văn bản
bc = báo cáo
ds = danh sách
dn = doanh nghiệp
bank = ngân hàng
ptrào = phong trào
gthiu = giới thiệu
ace = anh chị em
tchuẩn tchuan = tiêu chuẩn
tchí tchi = tiêu chí
bs bsĩ bsi = bác sĩ
gthông gthong = giao thông
cq = cơ quan
đv = đơn vị
bcáo bcao = báo cáo
hnghị hnghi = hội nghị
đhội dhoi = đại hội
kthưởng kthuong = khen thưởng
tđua tdua = thi đua
tđyn tdyn = thi đua yêu nước
ngta nta = người ta
pnv = phòng nội vụ
cttđt cttdt = cổng thông tin điện tử
ttđt ttdt = trang thông tin điện tử
nnghiệp nnghiep = nông nghiệp
"""
ABBREVIATIONS: dict[str, str] = {
    short: canonical(full.strip())
    for line in _LISTED.strip().splitlines()
    for shorts, full in [line.split("=")]
    for short in shorts.split()
}


def _near(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Meanings, each with the folded neighbours that give it; the last one is the usual.
_BY_NEIGHBOUR: dict[str, tuple[tuple[str, frozenset[str]], ...]] = {
    "hs": (
        ("hồ sơ", _near("nop gui lam rut bo giay mau thu nhan can thieu xet chuan bi")),
        ("học sinh", frozenset()),
    ),
    "kh": (
        ("kế hoạch", _near("so nay ban cua trong theo cai huyen xa quan phuong ngay")),
        ("không", frozenset()),
    ),
    "nhiu": (("nhiêu", _near("bao")), ("nhiều", frozenset())),
    "nhìu": (("nhiêu", _near("bao")), ("nhiều", frozenset())),
    "gd": (
        ("gia đình", _near("ho nha")),
        ("giáo dục", frozenset()),
    ),
    "tt": (
        ("tập thể", _near("ca nhan don vi guong")),
        ("thông tin", frozenset()),
    ),
}


def expand(words: Sequence[str], accented: bool) -> list[str]:
    """The words with abbreviations written out, in the spelling of the message they stand in."""
    folded = [fold(word) for word in words]
    full = [_meaning(canonical(word), folded, at) for at, word in enumerate(words)]
    return full if accented else [unaccented(word) for word in full]


def _meaning(word: str, folded: Sequence[str], at: int) -> str:
    if word in _BY_NEIGHBOUR:
        near = {*folded[max(0, at - 1) : at], *folded[at + 1 : at + 2]}
        return next(
            canonical(full) for full, hints in _BY_NEIGHBOUR[word] if not hints or hints & near
        )
    return ABBREVIATIONS.get(word, word)
