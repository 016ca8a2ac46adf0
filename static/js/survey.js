// The code that follows # in a scanned address goes into the field and out of the address: no log of a server has seen it.
"use strict";

(() => {
  const form = document.getElementById("survey-code");
  const code = decodeURIComponent(location.hash.slice(1));
  if (!form || !code) return;
  form.elements.code.value = code;
  history.replaceState(null, "", location.pathname);
})();
