"use strict";
(function () {
  var byId = function (id) { return document.getElementById(id); };
  var all = function (query, root) { return Array.prototype.slice.call((root || document).querySelectorAll(query)); };
  // paper: everything that folds is printed open, and folded again afterwards
  var folded = [];
  window.addEventListener("beforeprint", function () {
    if (document.body.classList.contains("board")) { return; }
    // of a bare list only what is open
    folded = all("details:not([open])").filter(function (d) {
      return !(document.body.classList.contains("bare") && d.closest(".card:not([open])"));
    });
    folded.forEach(function (d) { d.open = true; });
  });
  window.addEventListener("afterprint", function () {
    folded.forEach(function (d) { d.open = false; });
    folded = [];
  });
  // a link to an initiative opens it
  var reveal = function (id) {
    var target = id && byId(id);
    var card = target && target.closest("details.card");
    if (!card) { return; }
    card.hidden = false;
    card.open = true;
    card.scrollIntoView({ block: "start" });
    card.querySelector("summary").focus({ preventScroll: true });
  };
  window.addEventListener("hashchange", function () { reveal(location.hash.slice(1)); });
  document.addEventListener("click", function (event) {
    var link = event.target.closest && event.target.closest("a[href^='#i-']");
    if (!link) { return; }
    event.preventDefault();
    history.replaceState(null, "", link.getAttribute("href"));
    reveal(link.getAttribute("href").slice(1));
  });
  if (location.hash) { reveal(location.hash.slice(1)); }
  var table = byId("initiatives");
  if (!table) { return; }
  var body = table.tBodies[0];
  var rows = all("tr", body);
  var holder = byId("cards");
  var cards = {};
  all("details.card", holder).forEach(function (card) { cards[card.dataset.number] = card; });
  // filter
  var form = byId("filter");
  var status = byId("f-status");
  var filter = function () {
    var words = byId("f-text").value.toLowerCase().split(/\s+/).filter(Boolean);
    var group = byId("f-group").value;
    var owner = byId("f-owner").value;
    var shown = 0;
    rows.forEach(function (row) {
      var fits = (!group || row.dataset.answer === group) && (!owner || row.dataset.owner === owner) &&
        words.every(function (word) { return row.dataset.text.indexOf(word) >= 0; });
      row.hidden = !fits;
      cards[row.dataset.number].hidden = !fits;
      shown += fits ? 1 : 0;
    });
    var data = status.dataset;
    status.textContent = shown === 0 ? data.none : shown + " " + data.shown + " " + data.of;
  };
  form.hidden = false;
  form.addEventListener("input", filter);
  form.addEventListener("submit", function (event) { event.preventDefault(); });
  form.addEventListener("reset", function () { setTimeout(filter, 0); });
  // sort
  all("th[data-sort]", table).forEach(function (head) {
    var button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    head.textContent = "";
    head.appendChild(button);
    button.addEventListener("click", function () {
      var key = head.dataset.sort;
      var back = head.getAttribute("aria-sort") === "ascending";
      all("th[aria-sort]", table).forEach(function (other) { other.removeAttribute("aria-sort"); });
      head.setAttribute("aria-sort", back ? "descending" : "ascending");
      rows.sort(function (a, b) {
        var x = a.dataset[key], y = b.dataset[key];
        // what is not known stands last, whichever way
        if (key === "money" && (x < 0) !== (y < 0)) { return x < 0 ? 1 : -1; }
        var order = key === "name" ? x.localeCompare(y) : x - y;
        return (back ? -order : order) || a.dataset.number - b.dataset.number;
      });
      rows.forEach(function (row) {
        body.appendChild(row);
        holder.appendChild(cards[row.dataset.number]);
      });
    });
  });
  // open and close all that is shown
  var opener = byId("open-all");
  opener.hidden = false;
  opener.addEventListener("click", function () {
    var open = opener.textContent === opener.dataset.open;
    Object.keys(cards).forEach(function (n) { if (!cards[n].hidden) { cards[n].open = open; } });
    opener.textContent = open ? opener.dataset.close : opener.dataset.open;
  });
  filter();
}());
