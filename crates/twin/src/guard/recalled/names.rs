//! No names of people and places that nobody has mentioned. How the owner addresses this very
//! contact is allowed: "Да, Сергей Николаевич".

use style::Exemplar;
use style::language::words;

use super::Candidate;

/// An address is a habit after this many times.
const HABIT: usize = 3;
/// How many of the chat's exemplars are looked through for the habit.
const LOOKED_THROUGH: usize = 2000;

pub(super) fn refuses(candidate: &Candidate<'_>) -> bool {
    let mentioned: Vec<String> = candidate
        .burst
        .texts
        .iter()
        .chain(&candidate.burst.context)
        .flat_map(|text| words(text))
        .collect();
    candidate.bubbles.iter().flat_map(|bubble| names(bubble)).any(|name| {
        let known = words(name.text)
            .iter()
            .all(|word| mentioned.iter().any(|other| same_name(word, other)));
        let ours = candidate.hit.same_chat && name.addresses && is_habit(candidate, name.text);
        !known && !ours
    })
}

/// A run of capitalised words that does not begin a sentence, or that an address could be.
pub(in crate::guard) struct Name<'a> {
    pub(in crate::guard) text: &'a str,
    /// Whether it stands as an address does: apart from the sentence, by commas or its ends.
    addresses: bool,
}

/// The names in a message.
pub(in crate::guard) fn names(bubble: &str) -> Vec<Name<'_>> {
    bubble.split(['.', '!', '?', '\n', ')', '(']).flat_map(names_of_sentence).collect()
}

fn names_of_sentence(sentence: &str) -> Vec<Name<'_>> {
    let mut names = Vec::new();
    let mut first = true;
    for clause in sentence.split([',', ':', ';', '—']) {
        let tokens: Vec<(usize, &str)> = clause
            .split(' ')
            .scan(0, |at, token| {
                let start = *at;
                *at += token.len() + 1;
                Some((start, token))
            })
            .filter(|(_, token)| token.chars().any(char::is_alphanumeric))
            .collect();
        let mut place = 0;
        while place < tokens.len() {
            let run = tokens[place..].iter().take_while(|(_, token)| is_capitalised(token)).count();
            // The first word of a sentence is written like a name, whatever it is.
            let skipped = usize::from(first && place == 0);
            if run > skipped {
                let (start, _) = tokens[place + skipped];
                let (last, token) = tokens[place + run - 1];
                names.push(Name {
                    text: &clause[start..last + token.len()],
                    addresses: run == tokens.len(),
                });
            }
            place += run.max(1);
        }
        first &= tokens.is_empty();
    }
    names
}

/// Whether a word is written as a name; "I" and words all in capitals are not.
fn is_capitalised(token: &str) -> bool {
    let mut letters = token.chars().filter(|c| c.is_alphabetic());
    letters.next().is_some_and(char::is_uppercase)
        && letters.next().is_some_and(char::is_lowercase)
        && !token.starts_with("I'")
        && !token.starts_with("I’")
}

/// Whether two words are forms of one name: "Кефир", "Кефиру".
fn same_name(a: &str, b: &str) -> bool {
    let shared = a.chars().zip(b.chars()).take_while(|(a, b)| a == b).count();
    let longer = a.chars().count().max(b.chars().count());
    shared >= 3 && longer - shared <= 2
}

fn is_habit(candidate: &Candidate<'_>, name: &str) -> bool {
    let says = |exemplar: &Exemplar| exemplar.answer.iter().any(|line| line.contains(name));
    candidate
        .learner
        .recall()
        .of_chat(candidate.chat)
        .take(LOOKED_THROUGH)
        .filter(|exemplar| says(exemplar))
        .take(HABIT)
        .count()
        == HABIT
}

#[cfg(test)]
mod tests {
    use super::super::tests::refused;
    use super::*;

    #[test]
    fn names_that_nobody_mentioned_are_refused() {
        for answer in [
            "я с Мариной",
            "еду в Тверь",
            "ask Peter about it",
            "Да, Наташ",
            "Иван Петрович подпишет",
        ] {
            assert!(refused(refuses, "ну что?", answer), "{answer}");
        }
    }

    #[test]
    fn names_that_were_mentioned_and_ordinary_capitals_pass() {
        for (asked, answer) in [
            ("как там Кефир?", "Спит. Кормлю Кефира)"),
            ("how is Anna", "good! saw Anna at work"),
            ("ты где?", "Дома. Отдыхаю, всё хорошо"),
            ("ok?", "yeah, I think so. I'm fine"),
            ("ну", "ДА КОНЕЧНО"),
        ] {
            assert!(!refused(refuses, asked, answer), "{answer}");
        }
    }
}
