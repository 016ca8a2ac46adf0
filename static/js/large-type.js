// Large type (适老) is chosen once a browser; set before the page is drawn, so that nothing jumps.
try {
  document.documentElement.classList.toggle("large-type", localStorage.getItem("large-type") === "on");
} catch {
  // A browser that keeps nothing shows the ordinary size.
}
