//! Cut: how much of a text fits, so that nothing is torn that people see as one?

use super::units;

/// The most characters that are taken for one that is seen; whoever piles up more is cut within.
const SEEN_AS_ONE_MAX: usize = 32;

/// The text, or as much of it as fits with an ellipsis, by UTF-16 units; never half of what is seen as one.
pub(crate) fn cut(text: &str, units_max: usize) -> String {
    if units(text) <= units_max {
        return text.to_owned();
    }
    let mut left = units_max.saturating_sub(1);
    let fits = |it: &(usize, char)| {
        let fits = it.1.len_utf16() <= left;
        left = left.saturating_sub(it.1.len_utf16());
        fits
    };
    let end = text.char_indices().take_while(fits).last().map_or(0, |(at, it)| at + it.len_utf8());
    let kept = &text[..whole(text, end)];
    if units_max == 0 { String::new() } else { format!("{}…", kept.trim_end()) }
}

/// The nearest place at or before `end` that lies between what is seen.
fn whole(text: &str, end: usize) -> usize {
    let mut at = end;
    for _ in 0..SEEN_AS_ONE_MAX {
        let (before, after) = text.split_at(at);
        match (before.chars().next_back(), after.chars().next()) {
            (Some(last), Some(next)) if joined(before, last, next) => at -= last.len_utf8(),
            _ => return at,
        }
    }
    end
}

fn joined(before: &str, last: char, next: char) -> bool {
    const JOINER: char = '\u{200D}';
    let flags = before.chars().rev().take_while(|it| is_flag(*it)).count();
    let half_flag = is_flag(next) && flags % 2 == 1;
    last == JOINER || next == JOINER || is_on_top(next) || half_flag
}

/// Two of them are one flag.
fn is_flag(it: char) -> bool {
    matches!(it, '\u{1F1E6}'..='\u{1F1FF}')
}

/// Accents, points of Hebrew and Arabic, how an emoji is drawn, shades of skin, tags of flags.
fn is_on_top(it: char) -> bool {
    matches!(it, '\u{300}'..='\u{36F}' | '\u{483}'..='\u{489}' | '\u{591}'..='\u{5BD}' | '\u{64B}'..='\u{65F}')
        || matches!(it, '\u{1AB0}'..='\u{1AFF}' | '\u{1DC0}'..='\u{1DFF}' | '\u{20D0}'..='\u{20FF}')
        || matches!(it, '\u{FE00}'..='\u{FE0F}' | '\u{FE20}'..='\u{FE2F}')
        || matches!(it, '\u{1F3FB}'..='\u{1F3FF}' | '\u{E0020}'..='\u{E007F}')
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
        check("и\u{306}и\u{306}", 3, "и\u{306}…");
        check("❤\u{FE0F}❤\u{FE0F}", 3, "❤\u{FE0F}…");
    }

    #[test]
    fn a_pile_without_an_end_is_cut_all_the_same() {
        let pile = format!("а{}", "\u{301}".repeat(100));
        assert_eq!(units(&cut(&pile, 50)), 50);
    }
}
