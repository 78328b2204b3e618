//! A text cut into what is said in one way.

mod numbers;

use super::Tongue;

/// A piece of a text.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece {
    Word(String),
    Number(Number),
    /// What stands between two numbers of which anything between is meant, as in `5–7`.
    Range,
    /// The name of the place that a link leads to.
    Link(String),
    /// A name of the net that is said itself: `example.com`, `me@example.com`.
    Address(String),
    Sign(char),
    Space,
    /// The end of a line.
    Break,
}

/// A number as it is written.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Number {
    /// Digits before and after the point, the latter empty if there are none. What is not below a
    /// million millions is left as [`Number::Digits`].
    Plain { whole: u64, fraction: String },
    /// Hours and minutes.
    Time { hour: u8, minute: u8 },
    /// Day, month and perhaps year, which may be short: 26.
    Date { day: u8, month: u8, year: Option<u16> },
    /// `1/2`, `24/7`.
    Of { part: u64, whole: u64 },
    /// What is said digit by digit: a telephone's number, a code, what begins with a zero.
    Digits { plus: bool, digits: String },
    /// Numbers with points between, of a version or an address: `2.0.1`.
    Dotted(Vec<u64>),
}

/// Cuts a text of a language.
pub(super) fn cut(text: &str, tongue: Tongue) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let begins = !matches!(pieces.last(), Some(Piece::Word(_) | Piece::Number(_)));
        let (piece, length) = if let Some((host, length)) = link(rest) {
            (Piece::Link(host), length)
        } else if let Some((piece, length)) = address(rest).filter(|_| begins) {
            (piece, length)
        } else if let Some(length) = smile(rest).filter(|_| begins) {
            (Piece::Space, length)
        } else if let Some((number, length)) = numbers::number(rest, tongue) {
            (Piece::Number(number), length)
        } else if let Some(length) = range(&pieces, rest, tongue) {
            (Piece::Range, length)
        } else if first == '\n' {
            (Piece::Break, 1)
        } else if first.is_whitespace() {
            (Piece::Space, first.len_utf8())
        } else if first.is_alphabetic() {
            let length = word(rest);
            (Piece::Word(rest[..length].to_owned()), length)
        } else {
            (Piece::Sign(first), first.len_utf8())
        };
        pieces.push(piece);
        rest = &rest[length..];
    }
    pieces
}

/// How long the word at the beginning is: letters, and an apostrophe between letters.
fn word(text: &str) -> usize {
    let mut end = 0;
    let mut characters = text.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        let joins = ['\'', '’'].contains(&character)
            && characters.peek().is_some_and(|(_, next)| next.is_alphabetic());
        if !character.is_alphabetic() && !joins {
            break;
        }
        end = at + character.len_utf8();
    }
    end
}

/// A link at the beginning: the name of its place, and its length.
fn link(text: &str) -> Option<(String, usize)> {
    let begins = ["https://", "http://", "www.", "t.me/"].iter().find(|begins| {
        text.get(..begins.len()).is_some_and(|at| at.eq_ignore_ascii_case(begins))
    })?;
    let end = text.find(char::is_whitespace).unwrap_or(text.len());
    let whole = trimmed(&text[..end]);
    let place = if begins.ends_with("//") { whole.get(begins.len()..)? } else { whole };
    let host = place.split(['/', '?', '#', ':']).next().unwrap_or_default();
    let host = host.rsplit('@').next().unwrap_or_default();
    let host = host.strip_prefix("www.").unwrap_or(host);
    (!host.is_empty()).then(|| (host.to_owned(), whole.len()))
}

/// What ends the sentence, and not what stands last in it, is no part of it.
fn trimmed(text: &str) -> &str {
    text.trim_end_matches(['.', ',', '!', '?', ')', ';', ':', '»', '"'])
}

/// Names by which a word is known to be of the net, though nothing stands before it.
const ENDS: &[&str] = &[
    "ai", "app", "com", "dev", "info", "io", "kz", "net", "org", "ru", "su", "tv", "ua", "uk",
    "xyz",
];

/// `me@example.com`, `example.com`, `example.com/there` at the beginning.
fn address(text: &str) -> Option<(Piece, usize)> {
    let is_of_name = |c: char| c.is_ascii_alphanumeric() || ".-_+@".contains(c);
    let end = text.find(|c: char| !is_of_name(c)).unwrap_or(text.len());
    let name = trimmed(&text[..end]).trim_end_matches(['-', '_', '+', '@']);
    let (person, host) = match name.split_once('@') {
        Some((person, host)) => (Some(person), host),
        None => (None, name),
    };
    let labels: Vec<&str> = host.split('.').collect();
    let is_host = labels.len() > 1
        && labels.iter().all(|label| {
            !label.is_empty() && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
        });
    let last = labels.last()?.to_ascii_lowercase();
    match person {
        Some(person) if is_host && !person.is_empty() => {
            Some((Piece::Address(name.to_owned()), name.len()))
        }
        None if is_host
            && (ENDS.contains(&last.as_str()) || leads_on(&last, &text[name.len()..])) =>
        {
            let more = &text[name.len()..];
            if name.len() == end && more.starts_with('/') {
                let end = more.find(char::is_whitespace).unwrap_or(more.len());
                let path = trimmed(&more[..end]).len();
                return Some((Piece::Link(name.to_owned()), name.len() + path));
            }
            Some((Piece::Address(name.to_owned()), name.len()))
        }
        _ => None,
    }
}

/// Whether a name with such an end is of the net, since something of its place follows: `youtu.be/dQw4w9WgXcQ`.
fn leads_on(last: &str, more: &str) -> bool {
    let is_end = (2..=6).contains(&last.len()) && last.chars().all(|c| c.is_ascii_alphabetic());
    let place = more.strip_prefix('/').unwrap_or_default();
    is_end && place.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '@')
}

/// Faces that are drawn with letters, digits or signs that are said elsewhere.
const SMILES: &[&str] = &[
    "¯\\_(ツ)_/¯",
    ":-D",
    ":-P",
    "^_^",
    "-_-",
    "o_O",
    "O_o",
    "о_О",
    "О_о",
    "<3",
    "xD",
    "XD",
    "хД",
    "ХД",
    ":D",
    ":P",
    ":p",
    ":3",
    ":o",
    ":O",
    ";D",
    "=D",
    "=)",
    "=(",
    "^^",
];

/// How long a face at the beginning is.
fn smile(text: &str) -> Option<usize> {
    let found = SMILES.iter().find(|smile| text.starts_with(**smile))?;
    let after = text[found.len()..].chars().next();
    after.is_none_or(|after| !after.is_alphanumeric()).then_some(found.len())
}

/// The dash between two numbers at the beginning, with its spaces.
fn range(before: &[Piece], text: &str, tongue: Tongue) -> Option<usize> {
    let is_number = |piece: &Piece| {
        matches!(
            piece,
            Piece::Number(Number::Plain { .. } | Number::Time { .. } | Number::Date { .. })
        )
    };
    let is_first = match before {
        [.., Piece::Range | Piece::Sign('-' | '–' | '—'), _] => false,
        [.., last] => is_number(last),
        [] => false,
    };
    let apart = text.starts_with(' ');
    let dash = text.strip_prefix(' ').unwrap_or(text);
    let after = dash.strip_prefix(['-', '–', '—'])?;
    if !is_first || (apart && dash.starts_with('—')) {
        return None;
    }
    let after = if apart { after.strip_prefix(' ')? } else { after };
    let (_, length) = numbers::number(after, tongue)?;
    let rest = &after[length..];
    // `12-34-56` is no range, and `5 - 3 = 2` none either.
    let goes_on =
        rest.strip_prefix('-').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    let is_sum = rest.trim_start().starts_with('=');
    (!goes_on && !is_sum).then(|| text.len() - after.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(text: &str) -> Piece {
        cut(text, Tongue::Russian).into_iter().next().unwrap()
    }

    fn plain_number(whole: u64, fraction: &str) -> Piece {
        Piece::Number(Number::Plain { whole, fraction: fraction.to_owned() })
    }

    #[test]
    fn numbers_are_told_apart() {
        assert_eq!(first("1 500 ₽"), plain_number(1_500, ""));
        assert_eq!(first("1 50"), plain_number(1, ""));
        assert_eq!(first("2,5"), plain_number(2, "5"));
        assert_eq!(first("10.5"), plain_number(10, "5"));
        assert_eq!(first("5."), plain_number(5, ""));
        assert_eq!(first("1,000,000"), plain_number(1_000_000, ""));
        assert_eq!(first("9:05"), Piece::Number(Number::Time { hour: 9, minute: 5 }));
        let date = |year| Piece::Number(Number::Date { day: 9, month: 5, year });
        assert_eq!(first("09.05"), date(None));
        assert_eq!(first("9.05.2026"), date(Some(2026)));
        assert_eq!(first("9.5.2026"), date(Some(2026)));
        assert_eq!(first("2026-05-09"), date(Some(2026)));
        assert_eq!(first("09.05.26"), date(Some(26)));
        let digits =
            |plus, digits: &str| Piece::Number(Number::Digits { plus, digits: digits.to_owned() });
        assert_eq!(first("+7 (999) 123-45-67"), digits(true, "79991234567"));
        assert_eq!(first("8 800 555 35 35"), digits(false, "88005553535"));
        assert_eq!(first("123-45-67"), digits(false, "1234567"));
        assert_eq!(first("4276 1234 5678 9010"), digits(false, "4276123456789010"));
        assert_eq!(first("007"), digits(false, "007"));
        assert_eq!(first("192.168.0.1"), Piece::Number(Number::Dotted(vec![192, 168, 0, 1])));
        assert_eq!(first("24/7"), Piece::Number(Number::Of { part: 24, whole: 7 }));
    }

    #[test]
    fn a_range_stands_between_two_numbers_only() {
        let is_range = |text: &str| cut(text, Tongue::Russian).contains(&Piece::Range);
        for text in ["2-3", "5–7", "10 - 15", "18:00-19:00", "01.05-10.05"] {
            assert!(is_range(text), "{text}");
        }
        for text in ["-5", "12-34-56", "5 - 3 = 2", "3-й", "в 2020 — 5", "2026-05-09"] {
            assert!(!is_range(text), "{text}");
        }
    }

    #[test]
    fn a_link_is_its_place() {
        let pieces = cut("см. https://www.example.com/a?b=1, да", Tongue::Russian);
        assert_eq!(pieces[3], Piece::Link("example.com".to_owned()));
        assert_eq!(pieces[4], Piece::Sign(','));
        assert_eq!(first("t.me/aitwin"), Piece::Link("t.me".to_owned()));
        assert_eq!(first("ya.ru/maps."), Piece::Link("ya.ru".to_owned()));
        assert_eq!(first("youtu.be/dQw4w9WgXcQ"), Piece::Link("youtu.be".to_owned()));
        assert_eq!(first("a.m./p.m."), Piece::Word("a".to_owned()), "no link");
        assert_eq!(first("ya.ru."), Piece::Address("ya.ru".to_owned()));
        assert_eq!(first("me@ya.ru, да"), Piece::Address("me@ya.ru".to_owned()));
        assert_eq!(first("ok.go"), Piece::Word("ok".to_owned()), "a sentence without its space");
        assert_eq!(first("https://"), Piece::Word("https".to_owned()));
    }
}
