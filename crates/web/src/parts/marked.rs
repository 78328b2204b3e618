//! The part of a text in which something was found, with the words that were looked for marked.

use engine::Wanted;
use maud::{Markup, html};

/// So much of a long text is shown, in characters.
const SHOWN: usize = 280;
/// So much of that stands before the first word that was looked for.
const BEFORE: usize = 60;

/// The text, or of a long one what stands around the first word that was looked for.
pub(crate) fn marked(text: &str, wanted: &Wanted) -> Markup {
    let pieces: Vec<(&str, bool)> =
        pieces(text).map(|piece| (piece, wanted.has_word(piece))).collect();
    let (begin, end) = shown(&pieces);
    html! {
        @if begin > 0 { "… " }
        @for (piece, is_found) in &pieces[begin..end] {
            @if *is_found { mark { (piece) } } @else { (piece) }
        }
        @if end < pieces.len() { " …" }
    }
}

/// Words, and what stands between them.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let is_like_first = |c: char| c.is_alphanumeric() == first.is_alphanumeric();
        let end = rest.find(|c| !is_like_first(c)).unwrap_or(rest.len());
        let (piece, left) = rest.split_at(end);
        rest = left;
        Some(piece)
    })
}

/// From which piece on, and before which.
fn shown(pieces: &[(&str, bool)]) -> (usize, usize) {
    let length = |piece: &(&str, bool)| piece.0.chars().count();
    if pieces.iter().map(length).sum::<usize>() <= SHOWN {
        return (0, pieces.len());
    }
    let first = pieces.iter().position(|(_, is_found)| *is_found).unwrap_or(0);
    let mut begin = first;
    let mut before = 0;
    while begin > 0 && before + length(&pieces[begin - 1]) <= BEFORE {
        begin -= 1;
        before += length(&pieces[begin]);
    }
    let mut end = begin;
    let mut all = 0;
    // One piece is shown however long it is.
    while end < pieces.len() && (end <= first || all + length(&pieces[end]) <= SHOWN) {
        all += length(&pieces[end]);
        end += 1;
    }
    (begin, end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shows(text: &str, looked_for: &str) -> String {
        marked(text, &Wanted::new(looked_for, false)).into_string()
    }

    #[test]
    fn words_are_marked_in_any_form() {
        assert_eq!(
            shows("Ключи, ключ — и <b>кот</b>", "ключ кота"),
            "<mark>Ключи</mark>, <mark>ключ</mark> — и &lt;b&gt;<mark>кот</mark>&lt;/b&gt;"
        );
        assert_eq!(shows("как есть", ""), "как есть");
    }

    #[test]
    fn of_a_long_text_the_found_part_is_shown() {
        let long = format!("{}ключ{}", "слово ".repeat(200), " конец".repeat(200));
        let shown = shows(&long, "ключ");
        assert!(shown.starts_with("… ") && shown.ends_with(" …"), "{shown}");
        assert!(shown.contains("<mark>ключ</mark>"), "{shown}");
        assert!(shown.chars().count() < SHOWN + 40, "{shown}");
        assert!(shows(&"ж".repeat(5_000), "ключ").chars().count() >= 5_000, "one word is not cut");
    }
}
