//! How numbers are written.

use super::Number;
use crate::speakable::Tongue;

/// A number at the beginning, and its length.
pub(super) fn number(text: &str, tongue: Tongue) -> Option<(Number, usize)> {
    telephone(text).or_else(|| {
        let (first, length) = digits(text)?;
        let after = &text[length..];
        card(text)
            .or_else(|| local_telephone(text, tongue))
            .or_else(|| {
                time(first, after)
                    .or_else(|| date(first, after))
                    .or_else(|| date_of_machines(first, after))
                    .or_else(|| slashed(first, after, tongue))
                    .or_else(|| dotted(first, after))
                    .map(|(number, more)| (number, length + more))
            })
            .or_else(|| Some(plain(text, first, length, tongue)))
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

/// Groups of so many digits with one of these signs between, and no digit after them: the digits, and their length.
fn groups(text: &str, lengths: &[usize], between: &[char]) -> Option<(String, usize)> {
    let (mut found, mut at) = (String::new(), 0);
    for (number, length) in lengths.iter().enumerate() {
        if number > 0 {
            let sign = text[at..].chars().next().filter(|sign| between.contains(sign))?;
            at += sign.len_utf8();
        }
        let (group, _) = digits(&text[at..]).filter(|(group, _)| group.len() == *length)?;
        found.push_str(group);
        at += length;
    }
    Some((found, at))
}

/// `4276 1234 5678 9010`.
fn card(text: &str) -> Option<(Number, usize)> {
    let (digits, length) = groups(text, &[4, 4, 4, 4], &[' ', '-', '\u{a0}'])?;
    Some((Number::Digits { plus: false, digits }, length))
}

/// `123-45-67`, and in America `555-1234`, where it is no range of round numbers.
fn local_telephone(text: &str, tongue: Tongue) -> Option<(Number, usize)> {
    let american = || {
        let found = groups(text, &[3, 4], &['-'])?;
        (tongue == Tongue::English && !found.0.ends_with("00")).then_some(found)
    };
    let (digits, length) = groups(text, &[3, 2, 2], &['-']).or_else(american)?;
    let ends = !text[length..].starts_with('-');
    ends.then_some((Number::Digits { plus: false, digits }, length))
}

/// `18:30`.
fn time(first: &str, after: &str) -> Option<(Number, usize)> {
    let (second, length) = digits(after.strip_prefix(':')?)?;
    let ends = !after[1 + length..].starts_with(':');
    let hour: u8 = first.parse().ok().filter(|hour| *hour < 24)?;
    let minute: u8 = second.parse().ok().filter(|minute| *minute < 60)?;
    (second.len() == 2 && ends).then_some((Number::Time { hour, minute }, 1 + length))
}

fn day_and_month(day: &str, month: &str) -> Option<(u8, u8)> {
    let day: u8 = day.parse().ok().filter(|day| (1..=31).contains(day))?;
    let month: u8 = month.parse().ok().filter(|month| (1..=12).contains(month))?;
    Some((day, month))
}

/// `09.05`, `09.05.26`, `9.5.2026`.
fn date(first: &str, after: &str) -> Option<(Number, usize)> {
    let (second, length) = digits(after.strip_prefix('.')?)?;
    let (day, month) = day_and_month(first, second)?;
    let rest = &after[1 + length..];
    let in_full = first.len() == 2 && second.len() == 2;
    let year = rest.strip_prefix('.').and_then(digits);
    let year = year.filter(|(year, more)| {
        let goes_on = rest[1 + more..].strip_prefix('.').and_then(digits).is_some();
        !goes_on && (year.len() == 4 || year.len() == 2 && in_full)
    });
    let year = year.and_then(|(year, length)| Some((year.parse().ok()?, length)));
    let is_dotted = rest.strip_prefix('.').and_then(digits).is_some();
    match year {
        Some((year, more)) => {
            Some((Number::Date { day, month, year: Some(year) }, 2 + length + more))
        }
        // `10.5` is a number: a date has two digits each.
        None if in_full && !is_dotted => {
            Some((Number::Date { day, month, year: None }, 1 + length))
        }
        None => None,
    }
}

/// `2026-05-09`.
fn date_of_machines(first: &str, after: &str) -> Option<(Number, usize)> {
    let (rest, length) = groups(after.strip_prefix('-')?, &[2, 2], &['-'])?;
    let (day, month) = day_and_month(&rest[2..], &rest[..2])?;
    let year = first.parse().ok().filter(|_| first.len() == 4)?;
    Some((Number::Date { day, month, year: Some(year) }, 1 + length))
}

/// `1/2`; `05/09/2026`, which in America is the ninth of May.
fn slashed(first: &str, after: &str, tongue: Tongue) -> Option<(Number, usize)> {
    let (second, length) = digits(after.strip_prefix('/')?)?;
    let rest = &after[1 + length..];
    if let Some(year) = rest.strip_prefix('/') {
        let (year, more) = digits(year).filter(|(year, _)| year.len() == 4)?;
        let (day, month) = match tongue {
            Tongue::Russian => day_and_month(first, second)?,
            Tongue::English => day_and_month(second, first)?,
        };
        let year = Some(year.parse().ok()?);
        return Some((Number::Date { day, month, year }, 2 + length + more));
    }
    let (part, whole) = (first.parse().ok()?, second.parse().ok()?);
    (first.len() < 5 && second.len() < 5).then_some((Number::Of { part, whole }, 1 + length))
}

/// `192.168.0.1`, `2.0.1`.
fn dotted(first: &str, after: &str) -> Option<(Number, usize)> {
    let mut numbers = vec![first.parse().ok()?];
    let mut length = 0;
    while let Some((next, more)) = after[length..].strip_prefix('.').and_then(digits) {
        numbers.push(next.parse().ok()?);
        length += 1 + more;
    }
    (numbers.len() > 2).then_some((Number::Dotted(numbers), length))
}

/// Three digits after a sign, and no more.
fn three(text: &str, signs: &[char]) -> Option<(String, usize)> {
    let sign = text.chars().next().filter(|sign| signs.contains(sign))?;
    let (group, length) = digits(&text[sign.len_utf8()..]).filter(|(_, length)| *length == 3)?;
    Some((group.to_owned(), sign.len_utf8() + length))
}

/// `1500`, `1 500`, `2,5`, and in English `1,500.50`.
fn plain(text: &str, first: &str, mut length: usize, tongue: Tongue) -> (Number, usize) {
    const LONGEST: usize = 12;
    const SPACES: &[char] = &[' ', '\u{a0}', '\u{202f}'];
    let mut whole = first.to_owned();
    if first.len() <= 3 && !first.starts_with('0') {
        // With one comma a Russian writes a fraction.
        let by_commas = three(&text[length..], &[',']).is_some_and(|(_, more)| {
            tongue == Tongue::English || three(&text[length + more..], &[',']).is_some()
        });
        let signs: &[char] = if by_commas { &[','] } else { SPACES };
        while whole.len() <= 9 {
            let Some((group, more)) = three(&text[length..], signs) else { break };
            whole.push_str(&group);
            length += more;
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
