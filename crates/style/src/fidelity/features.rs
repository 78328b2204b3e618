//! Habits of writing as numbers: 22 of each message, and how many messages make a turn.

use super::chars::{is_digit, is_letter, is_space, words};

/// How many there are.
pub const FEATURES: usize = 23;

/// Their names, in order. The last is of turns, all others of messages.
pub const NAMES: [&str; FEATURES] = [
    "logchars",
    "words",
    "end_period",
    "question",
    "exclamation",
    "ellipsis",
    "paren_smile",
    "ascii_smile",
    "emoji",
    "cap_start",
    "all_lower",
    "commas_per100",
    "digit",
    "latin_ratio",
    "newline",
    "wordlen",
    "url",
    "quote",
    "paren",
    "mention",
    "yo",
    "dash",
    "burst",
];

/// More words than this count as this many.
const MOST_WORDS: usize = 80;

/// The habits of a turn or of many: a mean of each.
pub type Habits = [f64; FEATURES];

/// The 22 features of a message. Shares and yes-or-no features are 0 to 1.
fn message(text: &str) -> [f64; FEATURES - 1] {
    let text = text.trim_matches(is_space);
    let chars: Vec<char> = text.chars().collect();
    let count = |c: char| chars.iter().filter(|other| **other == c).count();
    let (mut found, mut word_chars) = (0_usize, 0_usize);
    for word in words(text) {
        found += 1;
        word_chars += word.chars().count();
    }
    let letters = chars.iter().filter(|c| is_letter(**c)).count();
    let latin = chars.iter().filter(|c| is_letter(**c) && is_latin(**c)).count();
    let lower = text.to_lowercase();
    let yes = |holds: bool| f64::from(u8::from(holds));
    [
        (chars.len() as f64).ln_1p(),
        found.min(MOST_WORDS) as f64,
        yes(text.ends_with('.') && !text.ends_with("..")),
        yes(text.contains('?')),
        yes(text.contains('!')),
        yes(text.contains("..") || text.contains('…')),
        yes(has_closing_smile(&chars) && count('(') < count(')')),
        yes(has_drawn_smile(&chars)),
        yes(chars.iter().any(|c| is_emoji(*c))),
        yes(letters > 0 && chars.first().is_some_and(|c| c.is_uppercase())),
        yes(letters > 0 && text == lower),
        100.0 * count(',') as f64 / chars.len().max(1) as f64,
        yes(chars.iter().any(|c| is_digit(*c))),
        latin as f64 / letters.max(1) as f64,
        yes(text.contains('\n')),
        if found > 0 { word_chars as f64 / found as f64 } else { 0.0 },
        yes(text.contains("<URL>")),
        yes(text.contains(['"', '«', '»', '“', '”'])),
        yes(text.contains('(')),
        yes(text.contains("@user")),
        yes(lower.contains('ё')),
        yes(has_dash(&chars)),
    ]
}

/// Whether the letter in lower case is one of `a` to `z`; so are the sign of Kelvin and İ.
fn is_latin(c: char) -> bool {
    c.is_ascii_alphabetic() || matches!(c, '\u{212a}' | '\u{130}')
}

fn is_emoji(c: char) -> bool {
    matches!(c, '\u{1f300}'..='\u{1faff}' | '\u{2600}'..='\u{27bf}')
}

/// `(?<![:;=\-0-9(])\)+(\s|$)`: brackets that close nothing, as a smile of many Russians.
fn has_closing_smile(text: &[char]) -> bool {
    (0..text.len()).filter(|at| text[*at] == ')').any(|at| {
        let after = |c: &char| matches!(c, ':' | ';' | '=' | '-' | '(') || c.is_ascii_digit();
        let begins = at == 0 || !after(&text[at - 1]);
        let end = text[at..].iter().position(|c| *c != ')').map_or(text.len(), |n| at + n);
        begins && (end == text.len() || is_space(text[end]))
    })
}

/// `[:;=]-?[)(DPp/\\|]`
fn has_drawn_smile(text: &[char]) -> bool {
    text.iter().enumerate().filter(|(_, c)| matches!(c, ':' | ';' | '=')).any(|(at, _)| {
        let rest = &text[at + 1..];
        let mouth = if rest.first() == Some(&'-') { rest.get(1) } else { rest.first() };
        matches!(mouth, Some(')' | '(' | 'D' | 'P' | 'p' | '/' | '\\' | '|'))
    })
}

/// `\s[-–—]\s`
fn has_dash(text: &[char]) -> bool {
    text.windows(3).any(|three| {
        is_space(three[0]) && matches!(three[1], '-' | '–' | '—') && is_space(three[2])
    })
}

/// The mean over all messages of all turns, and the mean number of messages in a turn. Zeros of
/// nothing.
pub fn profile<T: AsRef<[String]>>(turns: &[T]) -> Habits {
    let mut sums = [0.0; FEATURES];
    let mut messages = 0_usize;
    for text in turns.iter().flat_map(AsRef::as_ref) {
        for (sum, value) in sums.iter_mut().zip(message(text)) {
            *sum += value;
        }
        messages += 1;
    }
    for sum in &mut sums {
        *sum /= messages.max(1) as f64;
    }
    sums[FEATURES - 1] = messages as f64 / turns.len().max(1) as f64;
    sums
}

/// How far apart writers are in each habit: the standard deviation over their profiles, at least
/// 0.01, so that what nobody does weighs no more than that.
pub fn spread(profiles: &[Habits]) -> Habits {
    std::array::from_fn(|place| {
        let count = profiles.len().max(1) as f64;
        let mean = profiles.iter().map(|profile| profile[place]).sum::<f64>() / count;
        let squares = profiles.iter().map(|profile| (profile[place] - mean).powi(2)).sum::<f64>();
        (squares / count).sqrt().max(0.01)
    })
}

/// How far two profiles are apart in each habit, in units of `spread`, at most 5. The mean over the
/// habits is the style distance.
pub fn distances(one: &Habits, other: &Habits, spread: &Habits) -> Habits {
    std::array::from_fn(|place| ((one[place] - other[place]).abs() / spread[place]).min(5.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> impl Fn(&str) -> f64 {
        let values = message(text);
        move |name| values[NAMES.iter().position(|known| *known == name).unwrap()]
    }

    #[test]
    fn a_russian_message() {
        let feature = of("Ну ладно, ещё раз - и всё))");
        assert!((feature("logchars") - 28f64.ln()).abs() < 1e-12);
        assert_eq!(feature("words"), 6.0);
        assert_eq!(feature("wordlen"), (2 + 5 + 3 + 3 + 1 + 3) as f64 / 6.0);
        assert!((feature("commas_per100") - 100.0 / 27.0).abs() < 1e-12);
        for (name, value) in [
            ("paren_smile", 1.0),
            ("yo", 1.0),
            ("dash", 1.0),
            ("cap_start", 1.0),
            ("all_lower", 0.0),
            ("end_period", 0.0),
            ("latin_ratio", 0.0),
            ("ascii_smile", 0.0),
        ] {
            assert_eq!(feature(name), value, "{name}");
        }
    }

    #[test]
    fn an_english_message() {
        let feature = of(" see <URL> :-) \"why\"? ok... 👍\n@user (2) ");
        for (name, value) in [
            ("url", 1.0),
            ("ascii_smile", 1.0),
            ("quote", 1.0),
            ("question", 1.0),
            ("ellipsis", 1.0),
            ("emoji", 1.0),
            ("newline", 1.0),
            ("mention", 1.0),
            ("digit", 1.0),
            ("paren", 1.0),
            ("paren_smile", 0.0),
            ("latin_ratio", 1.0),
            ("exclamation", 0.0),
        ] {
            assert_eq!(feature(name), value, "{name}");
        }
    }

    #[test]
    fn details_of_smiles_and_periods() {
        for (text, name, value) in [
            ("да.", "end_period", 1.0),
            ("да..", "end_period", 0.0),
            ("ок)", "paren_smile", 1.0),
            ("1) ок", "paren_smile", 0.0),
            ("(ок)", "paren_smile", 0.0),
            ("ок)а", "paren_smile", 0.0),
            ("ок :D", "ascii_smile", 1.0),
            ("", "wordlen", 0.0),
            ("123", "all_lower", 0.0),
            ("нет", "all_lower", 1.0),
        ] {
            assert_eq!(of(text)(name), value, "{name} of {text}");
        }
    }

    #[test]
    fn profiles_are_means_over_messages_and_turns() {
        let turns = [vec!["да!".to_owned(), "нет".to_owned()], vec!["да!".to_owned()]];
        let profile = profile(&turns);
        assert!((profile[4] - 2.0 / 3.0).abs() < 1e-12);
        assert_eq!(profile[FEATURES - 1], 1.5);
        let mut other = profile;
        other[4] -= 0.3;
        let apart = distances(&profile, &other, &spread(&[profile, other]));
        assert!((apart[4] - 2.0).abs() < 1e-9);
        assert_eq!(apart[0], 0.0);
    }
}
