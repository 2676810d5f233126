//! Speaks HTTP: the JSON API and the pages.
