//! Cut: how much of a text fits, so that nothing is torn that people see as one?

use super::units;
use unicode_segmentation::UnicodeSegmentation;

/// The most characters that are taken for one that is seen; whoever piles up more is cut within.
const SEEN_AS_ONE_MAX: usize = 32;

/// The text, or as much of it as fits with an ellipsis, by UTF-16 units; never half of what is seen as one.
pub(crate) fn cut(text: &str, units_max: usize) -> String {
    if units(text) <= units_max {
        return text.to_owned();
    }
    let mut left = units_max.saturating_sub(1);
    let mut end = 0;
    for (at, seen) in text.grapheme_indices(true) {
        if units(seen) <= left {
            left -= units(seen);
            end = at + seen.len();
            continue;
        }
        if seen.chars().count() > SEEN_AS_ONE_MAX {
            let mut chars = seen.chars();
            let fits = chars.by_ref().map_while(|it| {
                left = left.checked_sub(it.len_utf16())?;
                Some(it.len_utf8())
            });
            end = at + fits.sum::<usize>();
        }
        break;
    }
    let kept = &text[..end];
    if units_max == 0 { String::new() } else { format!("{}…", kept.trim_end()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, units_max: usize, then: &str) {
        let found = cut(text, units_max);
        assert_eq!(found, then);
        assert!(units(&found) <= units_max);
    }

    #[test]
    fn what_fits_stays_and_what_does_not_ends_in_an_ellipsis() {
        check("принтер", 7, "принтер");
        check("принтер", 6, "принт…");
        check("не печатает", 4, "не…");
        check("принтер", 1, "…");
        check("принтер", 0, "");
    }

    #[test]
    fn what_is_seen_as_one_is_never_torn() {
        check("а👨\u{200D}👩\u{200D}👧б", 8, "а…");
        check("а👨\u{200D}👩\u{200D}👧бв", 10, "а👨\u{200D}👩\u{200D}👧…");
        check("👍🏽👍🏽", 4, "…");
        check("👍🏽👍🏽", 6, "👍🏽…");
        check("🇷🇺🇩🇪🇫🇷", 8, "🇷🇺…");
        // What only the tables of Unicode know to be one: two letters of Hindi, syllables of Korean.
        check("नि\u{200D}नि", 3, "…");
        let syllable = "\u{1100}\u{1161}\u{11A8}";
        check(&syllable.repeat(2), 3, "…");
        check(&syllable.repeat(2), 5, &format!("{syllable}…"));
        check("и\u{306}и\u{306}", 3, "и\u{306}…");
        check("❤\u{FE0F}❤\u{FE0F}", 3, "❤\u{FE0F}…");
    }

    #[test]
    fn a_pile_without_an_end_is_cut_all_the_same() {
        let pile = format!("а{}", "\u{301}".repeat(100));
        assert_eq!(units(&cut(&pile, 50)), 50);
    }
}
