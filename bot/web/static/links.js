// Where a link in an answer leads, and whether it may be followed.

// The same names as bot/web/pages/anchors.py.
export function sectionAnchor(section) {
  const plain = section
    .replace(/đ/g, "d")
    .replace(/Đ/g, "D")
    .normalize("NFD")
    .replace(/\p{M}/gu, "");
  return "muc-" + plain.replace(/[^A-Za-z0-9.]+/g, "-").replace(/^[-.]+|[-.]+$/g, "");
}

// "mục V.1", but "Nơi nhận": not every part of a plan is numbered.
export function sectionName(section) {
  return /^[IVX\d]/.test(section) ? `mục ${section}` : section;
}

export function planAddress(source) {
  return `/ke-hoach/${encodeURIComponent(source.plan)}#${sectionAnchor(source.section)}`;
}

// An http(s) address, absolute; null for anything else ("javascript:", "data:", nonsense).
export function safeAddress(address) {
  try {
    const url = new URL(address, location.href);
    return ["http:", "https:"].includes(url.protocol) ? url : null;
  } catch {
    return null;
  }
}
