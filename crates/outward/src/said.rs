//! What a provider says about an error, as far as it may be repeated.

use std::collections::HashSet;

use crate::ApiKey;

/// A provider's message on one short line without the key: what may stand in an error. `None` if it
/// says nothing.
pub fn shortened(message: &str, key: Option<&ApiKey>) -> Option<String> {
    const LONGEST: usize = 200;
    let shown = |word| !key.is_some_and(|key| key.shows_in(word));
    let words: Vec<&str> = message
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .map(|word| if shown(word) { word } else { "(key)" })
        .collect();
    let line = words.join(" ");
    match line.char_indices().nth(LONGEST) {
        _ if line.is_empty() => None,
        Some((end, _)) => Some(format!("{}…", &line[..end])),
        None => Some(line),
    }
}

/// Whether a good piece of a text stands in a provider's message, however its lines are broken.
pub fn repeats(message: &str, texts: &[&str]) -> bool {
    const PIECE: usize = 12;
    let characters = |text: &str| {
        let words: Vec<&str> = text.split_whitespace().collect();
        words.join(" ").chars().collect::<Vec<char>>()
    };
    let message = characters(message);
    let pieces: HashSet<&[char]> = message.windows(PIECE).collect();
    texts.iter().any(|text| characters(text).windows(PIECE).any(|piece| pieces.contains(piece)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_one_short_line_without_the_key() {
        let key = ApiKey::new("sk-secret-12345").unwrap();
        let shown = shortened("wrong key:\n sk-secret-12345 ", Some(&key));
        assert_eq!(shown.as_deref(), Some("wrong key: (key)"));
        assert_eq!(shortened(" \n", None), None);
        assert_eq!(shortened(&"я".repeat(300), None).unwrap().chars().count(), 201);
    }

    #[test]
    fn a_text_is_found_in_a_message_whatever_its_line_breaks() {
        let text = "we meet at the old mill";
        assert!(repeats("cannot say \"meet at\nthe old mill\"", &[text]));
        assert!(!repeats("cannot say this", &[text]));
    }
}
