//! A past answer is cut to what still holds: a greeting of another hour at its beginning is left out,
//! and so is its end from the first sentence or clause that the guard refuses. Nothing is added.

use style::language::{Concept, phrases, words};

use crate::burst::Burst;

/// The answer, or the longest beginning of it that is allowed; `None` if there is none.
pub(crate) fn adapt(
    answer: &[String],
    burst: &Burst,
    allowed: impl Fn(&[String]) -> bool,
) -> Option<Vec<String>> {
    if allowed(answer) {
        return Some(answer.to_vec());
    }
    let mut parts: Vec<(usize, &str)> = answer
        .iter()
        .enumerate()
        .flat_map(|(bubble, text)| parts(text).into_iter().map(move |part| (bubble, part)))
        .collect();
    if answer.first().is_some_and(|first| starts_with_greeting_of_the_hour(first)) {
        let greeting = parts
            .iter()
            .position(|(bubble, part)| *bubble > 0 || !part.trim_end().ends_with(','))
            .unwrap_or(parts.len());
        let bubble = parts.get(greeting).map_or(0, |(bubble, _)| *bubble);
        parts.drain(..(greeting + usize::from(bubble == 0)).min(parts.len()));
    }
    while !parts.is_empty() {
        let bubbles = bubbles(&parts);
        let says_something =
            !is_bare(&bubbles) && (!is_greeting(&bubbles) || is_greeting(&burst.texts));
        if says_something && allowed(&bubbles) {
            return Some(bubbles);
        }
        // What a condition or a "but" belongs to does not stand without it.
        while parts.pop().is_some_and(|(_, part)| is_bound(part)) {}
    }
    None
}

/// Russian, English: what people are called by, which says nothing by itself.
const ADDRESSES: [&str; 33] = [
    "мам",
    "мама",
    "мамочка",
    "мамуль",
    "пап",
    "папа",
    "папуль",
    "бабуль",
    "сынок",
    "брат",
    "братан",
    "бро",
    "чувак",
    "друг",
    "друзья",
    "сестра",
    "мелкая",
    "родная",
    "родной",
    "милая",
    "милый",
    "любимая",
    "солнце",
    "коллеги",
    "слушай",
    "mum",
    "mom",
    "dad",
    "mate",
    "dude",
    "bro",
    "man",
    "hey",
];

/// Whether a clause changes what the one before it says.
fn is_bound(clause: &str) -> bool {
    /// Russian, English.
    const BINDING: [&str; 16] = [
        "но",
        "а",
        "если",
        "только",
        "когда",
        "пока",
        "хотя",
        "зато",
        "что",
        "чтобы",
        "but",
        "if",
        "only",
        "unless",
        "when",
        "though",
    ];
    words(clause).first().is_some_and(|first| BINDING.contains(&first.as_str()))
}

fn bubbles(sentences: &[(usize, &str)]) -> Vec<String> {
    sentences
        .chunk_by(|a, b| a.0 == b.0)
        .map(|bubble| {
            let whole: String = bubble.iter().map(|(_, part)| *part).collect();
            whole.trim().trim_end_matches(',').to_owned()
        })
        .filter(|bubble| !bubble.is_empty())
        .collect()
}

/// The sentences and clauses of a text with what follows them; joined they are the text.
fn parts(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut start = 0;
    let mut ended = false;
    for (at, c) in text.char_indices() {
        match c {
            '.' | '!' | '?' | ')' | '…' | '\n' | ',' => ended = true,
            _ if c.is_alphanumeric() && ended => {
                if has_space_before(text, at) {
                    parts.push(&text[start..at]);
                    start = at;
                }
                ended = false;
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}

/// Whether there is nothing but a yes, a no or the like, which meant what was cut off, or the name
/// of whom it was said to.
fn is_bare(texts: &[String]) -> bool {
    texts.iter().all(|text| {
        if is_full_name(text) {
            return true;
        }
        let mut words = words(text);
        words.retain(|word| !ADDRESSES.contains(&word.as_str()));
        let bare: usize = phrases(&words)
            .iter()
            .filter(|found| found.concept.leans_on_context())
            .map(|found| found.len)
            .sum();
        bare == words.len()
    })
}

/// Whether a text is two names or more and nothing else: "Сергей Николаевич".
fn is_full_name(text: &str) -> bool {
    let is_name = |word: &str| {
        let mut letters = word.chars();
        letters.next().is_some_and(char::is_uppercase) && letters.all(char::is_lowercase)
    };
    text.contains(' ') && text.split(' ').all(is_name)
}

fn has_space_before(text: &str, at: usize) -> bool {
    text[..at].ends_with(char::is_whitespace)
}

fn starts_with_greeting_of_the_hour(text: &str) -> bool {
    phrases(&words(text))
        .first()
        .is_some_and(|found| found.start == 0 && found.concept.is_of_the_hour())
}

/// Whether texts do no more than greet, whoever they address.
fn is_greeting(texts: &[String]) -> bool {
    use Concept::{Day, Evening, Greeting, Morning};
    texts.iter().all(|text| {
        let words = words(text);
        phrases(&words).first().is_some_and(|found| {
            found.start == 0
                && matches!(found.concept, Greeting | Day | Evening | Morning)
                && words.len() <= found.len + 2
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(asked: &str, answer: &[&str], refused: &str) -> Option<Vec<String>> {
        let burst = Burst::saying(asked);
        let answer: Vec<String> = answer.iter().map(|line| (*line).to_owned()).collect();
        adapt(&answer, &burst, |bubbles| !bubbles.is_empty() && !bubbles.concat().contains(refused))
    }

    #[test]
    fn an_answer_that_is_allowed_stays_whole() {
        assert_eq!(cut("как ты?", &["норм...", "а ты?"], "завтра").unwrap(), ["норм...", "а ты?"]);
    }

    #[test]
    fn the_end_is_left_out_from_the_first_refused_sentence() {
        assert_eq!(
            cut("видел?", &["Да, видел! Гляну завтра. Хорошо?"], "завтра").unwrap(),
            ["Да, видел!"]
        );
        assert_eq!(
            cut("скучаю", &["и я скучаю", "завтра обниму"], "завтра").unwrap(),
            ["и я скучаю"]
        );
        assert_eq!(cut("удобно?", &["Удобно, завтра мы дома"], "завтра").unwrap(), ["Удобно"]);
        assert_eq!(cut("когда?", &["завтра"], "завтра"), None);
    }

    #[test]
    fn what_depends_on_the_refused_part_goes_with_it() {
        assert_eq!(cut("идёшь?", &["да, но завтра"], "завтра"), None);
        assert_eq!(
            cut("ok?", &["works. good, if tomorrow is fine"], "tomorrow").unwrap(),
            ["works."]
        );
    }

    #[test]
    fn a_bare_yes_does_not_stand_for_what_was_cut_off() {
        assert_eq!(cut("когда ждать?", &["Да, завтра"], "завтра"), None);
        assert_eq!(cut("coming?", &["yes", "tomorrow"], "tomorrow"), None);
        assert_eq!(cut("где ты?", &["Мам, завтра буду"], "завтра"), None);
        assert_eq!(cut("Когда?", &["Сергей Николаевич, завтра сдам"], "завтра"), None);
        assert_eq!(cut("где ты?", &["да, мам, завтра буду"], "завтра"), None);
    }

    #[test]
    fn a_greeting_of_another_hour_is_left_out_but_never_all_that_is_said() {
        assert_eq!(
            cut("Вы в офисе?", &["Доброе утро. Да, на месте."], "утро").unwrap(),
            ["Да, на месте."]
        );
        assert_eq!(cut("Показания?", &["Здравствуйте. Завтра."], "Завтра"), None);
    }
}
