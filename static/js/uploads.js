// Sends one file to the portal piece by piece (tus): goes on after a break, shrinks a picture where asked, ends with a ticket.
"use strict";

window.uploads ??= (() => {
  const PIECE = 1024 * 1024;
  const PAUSES = [0, 1000, 3000, 5000];
  const AGAIN = 10000;
  const DAY = 24 * 3600 * 1000;
  const WIDEST = 2000;
  const QUALITY = 0.82;
  const SMALL = 300 * 1024;
  const PICTURES = ["image/jpeg", "image/png", "image/webp"];
  const SIGN_IN = "登录已过期,或岗位已变更;请另开一页登录后,点“重试”从断处继续";

  // --- What a file is ----------------------------------------------------------------------------------------------
  async function digest(blob) {
    // Browsers give it on https and on this machine alone.
    if (!window.crypto?.subtle) return "";
    const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", await blob.arrayBuffer()));
    return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  let reader;
  function exifReader(address) {
    reader ??= new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = address;
      script.addEventListener("load", () => resolve(window.ExifReader));
      script.addEventListener("error", reject);
      document.head.append(script);
    });
    return reader;
  }

  async function takenAt(file, address) {
    try {
      const tags = (await exifReader(address)).load(await file.arrayBuffer());
      const time = tags.DateTimeOriginal ?? tags.DateTimeDigitized;
      const zone = tags.OffsetTimeOriginal ?? tags.OffsetTimeDigitized;
      return time ? { taken: String(time.description), taken_offset: String(zone?.description ?? "") } : {};
    } catch {
      // A picture without EXIF, or the reader did not come over the line: then the time is not known.
      return {};
    }
  }

  // The smaller picture with what is to be told of the original; nothing where it would not be smaller.
  async function shrink(file, address) {
    if (!PICTURES.includes(file.type) || file.size < SMALL) return null;
    const bitmap = await createImageBitmap(file);
    const scale = Math.min(1, WIDEST / Math.max(bitmap.width, bitmap.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(bitmap.width * scale);
    canvas.height = Math.round(bitmap.height * scale);
    const paper = canvas.getContext("2d");
    paper.fillStyle = "white";
    paper.fillRect(0, 0, canvas.width, canvas.height);
    paper.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    bitmap.close();
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
    if (!blob || blob.size > file.size * 0.9) return null;
    return {
      blob,
      name: `${file.name.replace(/\.[^.]*$/, "")}.jpg`,
      told: {
        original_sha256: await digest(file),
        original_size: String(file.size),
        ...(await takenAt(file, address)),
      },
    };
  }

  // --- The line ------------------------------------------------------------------------------------------------------
  const wait = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

  function token() {
    const cookie = document.cookie.match(/(?:^|;\s*)csrftoken=([^;]+)/);
    return cookie ? cookie[1] : document.querySelector("[name='csrfmiddlewaretoken']")?.value ?? "";
  }

  // A refusal is a sentence of the portal's; anything else is a fault of the line or of the session.
  function refusal(status, text) {
    if ([413, 422, 429].includes(status) && text && text.length < 600 && !text.includes("<")) return text;
    return [401, 403, 404, 405].includes(status) ? SIGN_IN : "";
  }

  class Sending {
    // `tell` hears progress(share), waiting(), done({ticket, name, size}), refused(text), failed(text).
    constructor(file, { endpoint, account, shrinking = false, exif = "", tell }) {
      Object.assign(this, { file, endpoint, account, shrinking, exif, tell, ended: false });
    }

    async start() {
      try {
        const smaller = this.shrinking ? await shrink(this.file, this.exif) : null;
        this.blob = smaller?.blob ?? this.file;
        this.name = smaller?.name ?? this.file.name;
        this.told = { filename: this.name, sha256: await digest(this.blob), ...(smaller?.told ?? {}) };
      } catch {
        this.end("refused", `“${this.file.name}”无法读取;请核对文件后重新选择。`);
        return;
      }
      if (!this.ended) await this.open();
    }

    async open() {
      this.upload = new tus.Upload(this.blob, {
        endpoint: this.endpoint,
        chunkSize: PIECE,
        retryDelays: PAUSES,
        metadata: this.told,
        removeFingerprintOnSuccess: true,
        fingerprint: async () =>
          ["upload", this.account, this.name, this.blob.size, this.file.size, this.file.lastModified].join("|"),
        onBeforeRequest: (request) => request.setHeader("X-CSRFToken", token()),
        onShouldRetry: (error) => {
          const status = error.originalResponse?.getStatus() ?? 0;
          return status === 0 || status === 409 || status === 423 || status >= 500;
        },
        onProgress: (sent, whole) => this.tell.progress(whole ? sent / whole : 0),
        onError: (error) => this.broken(error),
        onSuccess: () => this.finish(),
      });
      const before = await this.upload.findPreviousUploads();
      const fresh = before.find((each) => Date.now() - new Date(each.creationTime).getTime() < DAY);
      if (fresh) this.upload.resumeFromPreviousUpload(fresh);
      if (!this.ended) this.upload.start();
    }

    broken(error) {
      if (this.ended) return;
      const answer = error.originalResponse;
      const status = answer?.getStatus() ?? 0;
      const text = refusal(status, answer?.getBody() ?? "");
      if (text && text !== SIGN_IN) this.end("refused", text);
      else if (text) this.tell.failed(text);
      else this.later(() => this.upload.start());
    }

    // The line is down: tried again after a while, and at once when the browser says that it is back.
    later(again) {
      this.tell.waiting();
      const go = () => {
        clearTimeout(timer);
        removeEventListener("online", go);
        if (!this.ended && this.goOn === go) again();
      };
      const timer = setTimeout(go, AGAIN);
      addEventListener("online", go);
      this.goOn = go;
    }

    async finish() {
      this.tell.progress(1);
      for (const pause of [0, ...PAUSES, AGAIN]) {
        await wait(pause);
        if (this.ended) return;
        let answer;
        try {
          answer = await fetch(`${this.upload.url}finish/`, {
            method: "POST",
            redirect: "manual",
            headers: { "X-CSRFToken": token() },
          });
        } catch {
          continue;
        }
        if (answer.ok) return this.end("done", await answer.json());
        if (answer.status >= 500) continue;
        const text = refusal(answer.status || 403, await answer.text());
        if (text && text !== SIGN_IN) return this.end("refused", text);
        return this.tell.failed(text || "没有传成;请点“重试”");
      }
      this.later(() => this.finish());
    }

    retry() {
      if (this.upload?.url) this.upload.start();
      else this.open();
    }

    end(how, what) {
      if (this.ended) return;
      this.ended = true;
      this.tell[how](what);
    }

    // Given up by the person: what the portal holds of it is forgotten too, where the line allows.
    cancel() {
      this.ended = true;
      this.upload?.abort(Boolean(this.upload.url)).catch(() => {});
    }
  }

  // Uploads of this account that a closed or reloaded page has left unfinished.
  async function unfinished(account) {
    const storage = tus.defaultOptions.urlStorage;
    const all = await storage.findAllUploads();
    const own = all.filter((each) => each.urlStorageKey.includes(`upload|${account}|`));
    const old = own.filter((each) => Date.now() - new Date(each.creationTime).getTime() > DAY);
    for (const each of old) await storage.removeUpload(each.urlStorageKey);
    return own.filter((each) => !old.includes(each));
  }

  async function forget(left) {
    await tus.defaultOptions.urlStorage.removeUpload(left.urlStorageKey);
    fetch(left.uploadUrl, { method: "DELETE", headers: { "X-CSRFToken": token() } }).catch(() => {});
  }

  return { Sending, unfinished, forget, canShrink: () => Boolean(window.crypto?.subtle), PICTURES };
})();
