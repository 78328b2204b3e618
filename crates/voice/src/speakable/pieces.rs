//! A text cut into what is said in one way.

/// A piece of a text.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece {
    Word(String),
    Number(Number),
    /// The name of the place that a link leads to.
    Link(String),
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
    /// Day, month and perhaps year.
    Date { day: u8, month: u8, year: Option<u16> },
    /// What is said digit by digit: a telephone's number, a code, what begins with a zero.
    Digits { plus: bool, digits: String },
}

/// Cuts a text.
pub(super) fn cut(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let (piece, length) = if let Some((host, length)) = link(rest) {
            (Piece::Link(host), length)
        } else if let Some((number, length)) = number(rest) {
            (Piece::Number(number), length)
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
    let whole = text[..end].trim_end_matches(['.', ',', '!', '?', ')', ';', ':', '»', '"']);
    let place = if begins.ends_with("//") { &whole[begins.len()..] } else { whole };
    let host = place.split(['/', '?', '#', ':']).next().unwrap_or_default();
    let host = host.rsplit('@').next().unwrap_or_default();
    let host = host.strip_prefix("www.").unwrap_or(host);
    (!host.is_empty()).then(|| (host.to_owned(), whole.len()))
}

fn number(text: &str) -> Option<(Number, usize)> {
    telephone(text).or_else(|| {
        let (first, length) = digits(text)?;
        let after = &text[length..];
        time(first, after)
            .or_else(|| date(first, after))
            .map(|(number, more)| (number, length + more))
            .or_else(|| Some(plain(text, first, length)))
    })
}

/// The digits at the beginning.
fn digits(text: &str) -> Option<(&str, usize)> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    (end > 0).then(|| (&text[..end], end))
}

/// `+7 (999) 123-45-67`, `8 800 555 35 35`: ten digits at least, with signs between.
fn telephone(text: &str) -> Option<(Number, usize)> {
    let plus = text.starts_with('+');
    let mut found = String::new();
    let mut end = 0;
    for (at, character) in text.char_indices().skip(usize::from(plus)) {
        match character {
            '0'..='9' => {
                found.push(character);
                end = at + 1;
            }
            ' ' | '-' | '(' | ')' | '\u{a0}' if at > end + 2 => break,
            ' ' | '-' | '(' | ')' | '\u{a0}' if !found.is_empty() => {}
            _ => break,
        }
    }
    // An amount in groups of three digits is no telephone's number.
    let groups: Vec<&str> = text[..end].split([' ', '\u{a0}']).collect();
    let grouped = groups.len() > 1 && groups[1..].iter().all(|group| group.len() == 3);
    let is_one = if plus { found.len() >= 7 } else { (10..=12).contains(&found.len()) && !grouped };
    is_one.then_some((Number::Digits { plus, digits: found }, end))
}

/// `18:30`.
fn time(first: &str, after: &str) -> Option<(Number, usize)> {
    let (second, length) = digits(after.strip_prefix(':')?)?;
    let ends = !after[1 + length..].starts_with(':');
    let hour: u8 = first.parse().ok().filter(|hour| *hour < 24)?;
    let minute: u8 = second.parse().ok().filter(|minute| *minute < 60)?;
    (second.len() == 2 && ends).then_some((Number::Time { hour, minute }, 1 + length))
}

/// `09.05`, `09.05.2026`.
fn date(first: &str, after: &str) -> Option<(Number, usize)> {
    let (second, length) = digits(after.strip_prefix('.')?)?;
    let day: u8 = first.parse().ok().filter(|day| (1..=31).contains(day))?;
    let month: u8 = second.parse().ok().filter(|month| (1..=12).contains(month))?;
    let rest = &after[1 + length..];
    let year = rest.strip_prefix('.').and_then(digits).filter(|(year, _)| year.len() == 4);
    let year = year.and_then(|(year, length)| Some((year.parse().ok()?, length)));
    // `10.5` is a number: a date has two digits each.
    let whole = second.len() == 2 && (first.len() == 2 || year.is_some());
    whole.then(|| match year {
        Some((year, more)) => (Number::Date { day, month, year: Some(year) }, 2 + length + more),
        None => (Number::Date { day, month, year: None }, 1 + length),
    })
}

/// `1500`, `1 500`, `2,5`.
fn plain(text: &str, first: &str, mut length: usize) -> (Number, usize) {
    const LONGEST: usize = 12;
    let mut whole = first.to_owned();
    // Groups of three digits with a space between.
    while whole.len() <= 9 && first.len() <= 3 && !first.starts_with('0') {
        let after = &text[length..];
        let Some(space) = after.chars().next().filter(|c| [' ', '\u{a0}', '\u{202f}'].contains(c))
        else {
            break;
        };
        match digits(&after[space.len_utf8()..]) {
            Some((group, 3)) => {
                whole.push_str(group);
                length += space.len_utf8() + 3;
            }
            _ => break,
        }
    }
    let mut fraction = String::new();
    if let Some((after, more)) = text[length..].strip_prefix(['.', ',']).and_then(digits) {
        fraction = after.to_owned();
        length += 1 + more;
    }
    let coded = whole.len() > 1 && whole.starts_with('0') || whole.len() > LONGEST;
    match whole.parse() {
        Ok(number) if !coded => (Number::Plain { whole: number, fraction }, length),
        _ => (Number::Digits { plus: false, digits: whole + &fraction }, length),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(text: &str) -> Piece {
        cut(text).into_iter().next().unwrap()
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
        assert_eq!(first("9:05"), Piece::Number(Number::Time { hour: 9, minute: 5 }));
        let date = |year| Piece::Number(Number::Date { day: 9, month: 5, year });
        assert_eq!(first("09.05"), date(None));
        assert_eq!(first("9.05.2026"), date(Some(2026)));
        let digits =
            |plus, digits: &str| Piece::Number(Number::Digits { plus, digits: digits.to_owned() });
        assert_eq!(first("+7 (999) 123-45-67"), digits(true, "79991234567"));
        assert_eq!(first("8 800 555 35 35"), digits(false, "88005553535"));
        assert_eq!(first("007"), digits(false, "007"));
    }

    #[test]
    fn a_link_is_its_place() {
        let pieces = cut("см. https://www.example.com/a?b=1, да");
        assert_eq!(pieces[3], Piece::Link("example.com".to_owned()));
        assert_eq!(pieces[4], Piece::Sign(','));
        assert_eq!(first("t.me/aitwin"), Piece::Link("t.me".to_owned()));
    }
}
