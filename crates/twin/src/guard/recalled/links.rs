//! No links, mail addresses or @names: what they led to was meant for another moment.

use super::Candidate;

pub(super) fn refuses(candidate: &Candidate<'_>) -> bool {
    candidate.bubbles.iter().flat_map(|bubble| bubble.split_whitespace()).any(|word| {
        word.contains(style::mask::LINK)
            || style::mask::is_link(word)
            || style::mask::is_email(word)
            || word.trim_start_matches('(').starts_with('@')
            || word.split(['(', ')', ':', ',', ';']).any(could_be_a_domain)
    })
}

/// Whether a word has a dot with Latin letters after it: an ending that is not known may be one all
/// the same. "т.е.", "e.g." and decimals have none.
fn could_be_a_domain(word: &str) -> bool {
    let host = word.split(['/', '?', '#', '!', '…']).next().unwrap_or_default();
    host.trim_matches('.').rsplit_once('.').is_some_and(|(name, ending)| {
        name.ends_with(char::is_alphanumeric)
            && ending.len() >= 2
            && ending.chars().all(|c| c.is_ascii_alphabetic())
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::refused;
    use super::refuses;

    #[test]
    fn links_and_names_are_refused() {
        for answer in [
            "вот https://example.org",
            "t.me/abc",
            "спроси @ivan",
            "write to a@b.org",
            "youtu.be/x",
            "глянь(bit.ly/x)",
            "сайт: scam.xyz",
            "сайт:scam.shop!",
        ] {
            assert!(refused(refuses, "?", answer), "{answer}");
        }
        for answer in ["ну.да", "ок...", "да)", "т.е. да", "и.о.", "e.g. this", "3.14", "ок.Да"]
        {
            assert!(!refused(refuses, "?", answer), "{answer}");
        }
    }
}
