//! No links, mail addresses or @names: what they led to was meant for another moment.

use super::Candidate;

pub(super) fn refuses(candidate: &Candidate<'_>) -> bool {
    candidate.bubbles.iter().flat_map(|bubble| bubble.split_whitespace()).any(|word| {
        style::mask::is_link(word)
            || style::mask::is_email(word)
            || word.trim_start_matches('(').starts_with('@')
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::refused;
    use super::refuses;

    #[test]
    fn links_and_names_are_refused() {
        for answer in ["вот https://example.org", "t.me/abc", "спроси @ivan", "write to a@b.org"]
        {
            assert!(refused(refuses, "?", answer), "{answer}");
        }
        for answer in ["ну.да", "ок...", "да)"] {
            assert!(!refused(refuses, "?", answer), "{answer}");
        }
    }
}
