// Runs in a page that only leads on: unlike its refresh, this carries the fragment and leaves no entry in the history.
location.replace(document.querySelector('[data-to]').dataset.to + location.hash);
