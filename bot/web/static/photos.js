// A picture too big for a slow line is made smaller here; others go as they are.

const BIG = 4 * 1024 * 1024;
const LONGEST = 2000; // pixels

export async function fit(file) {
  if (file.size <= BIG || !globalThis.createImageBitmap) return file;
  try {
    const picture = await createImageBitmap(file);
    const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
    return blob && blob.size < file.size ? new File([blob], "anh.jpg", { type: "image/jpeg" }) : file;
  } catch {
    return file; // not a picture this browser reads: the server says so in words
  }
}
