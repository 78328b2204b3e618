//! An answer is written in the letters of the question, unless the owner answered in other letters
//! when asked in these in this very chat.

use super::Candidate;

/// The letters that most of a text is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Script {
    Cyrillic,
    Latin,
}

pub(super) fn refuses(candidate: &Candidate<'_>) -> bool {
    let texts = |texts: &[String]| script(texts.iter().map(String::as_str));
    let (Some(asked), Some(said)) = (texts(&candidate.burst.texts), texts(candidate.bubbles))
    else {
        return false;
    };
    let learnt_so =
        candidate.hit.same_chat && script(candidate.hit.exemplar.question.iter()) == Some(asked);
    asked != said && !learnt_so
}

/// `None` for a text without letters of either.
fn script<'a>(texts: impl Iterator<Item = &'a str>) -> Option<Script> {
    let (mut cyrillic, mut latin) = (0, 0);
    for c in texts.flat_map(str::chars) {
        cyrillic += usize::from(matches!(c, '\u{400}'..='\u{52f}'));
        latin += usize::from(c.is_ascii_alphabetic() || matches!(c, '\u{c0}'..='\u{24f}'));
    }
    match cyrillic.cmp(&latin) {
        std::cmp::Ordering::Greater => Some(Script::Cyrillic),
        std::cmp::Ordering::Less => Some(Script::Latin),
        std::cmp::Ordering::Equal => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::refused_as_learnt;
    use super::refuses;

    #[test]
    fn the_letters_are_the_questions() {
        let refused = |asked, learnt, answer| refused_as_learnt(refuses, asked, learnt, answer, 1);
        assert!(refused("thanks!", "спасибо", "не за что"));
        assert!(refused("спасибо", "thanks", "np"));
        assert!(!refused("спс", "спасибо", "np"), "so the owner answers here");
        assert!(!refused("спасибо", "thanks", "👍"));
        assert!(!refused("глянь PR", "PR?", "PR видел, отлично"));
    }
}
