/* Pages change without a load, so <html lang> and the window's title follow what is shown. */
(function () {
  "use strict";
  var waiting = 0;

  function follow() {
    waiting = 0;
    var page = document.querySelector("[data-lang]");
    var heading = page && page.querySelector("h1");
    if (!heading) return;
    if (document.documentElement.lang !== page.lang) document.documentElement.lang = page.lang;
    if (document.title !== heading.textContent) document.title = heading.textContent;
  }

  new MutationObserver(function () {
    waiting = waiting || setTimeout(follow, 50);
  }).observe(document.documentElement, { childList: true, subtree: true });
})();
