// Files of the outbox go up by the same door as those of an open form (tus), from a page: what that takes is loaded when needed.
"use strict";

self.outboxFiles = (() => {
  const { tus, uploads, exif, endpoint } = document.currentScript.dataset;

  function load(address) {
    return new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = address;
      script.addEventListener("load", resolve);
      script.addEventListener("error", reject);
      document.head.append(script);
    });
  }

  let ready;
  async function begin() {
    if (!window.tus) await load(tus);
    if (!window.uploads) await load(uploads);
  }

  // Gives {how, value}: done with the ticket, refused with the reason, away, or signed-out.
  async function send(file, told, account) {
    try {
      ready ??= begin();
      await ready;
    } catch {
      ready = undefined;
      return { how: "away" };
    }
    return new Promise((resolve) => {
      const sending = new window.uploads.Sending(file, {
        endpoint,
        account,
        shrinking: Boolean(told.shrunk),
        exif,
        tell: {
          progress: () => {},
          waiting: () => stop("away"),
          failed: () => stop("signed-out"),
          done: ({ ticket }) => resolve({ how: "done", value: ticket }),
          refused: (text) => resolve({ how: "refused", value: text }),
        },
      });
      // What has arrived of it stays with the portal: the next time it goes on from there.
      function stop(how) {
        sending.ended = true;
        sending.upload?.abort(false);
        resolve({ how });
      }
      sending.start();
    });
  }

  return { send };
})();
