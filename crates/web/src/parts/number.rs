//! Numbers and days as a language writes them.

use jiff::civil::Date;

use crate::i18n::Lang;

/// Stands between groups of digits, and before a sign, where no line may end.
const NO_BREAK: char = '\u{a0}';

/// A count, its thousands apart; in Russian from five digits on.
pub(crate) fn grouped(lang: Lang, count: u64) -> String {
    let digits = count.to_string();
    let (between, least) = match lang {
        Lang::En => (',', 4),
        Lang::Ru => (NO_BREAK, 5),
    };
    if digits.len() < least {
        return digits;
    }
    let mut written = String::with_capacity(digits.len() * 2);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            written.push(between);
        }
        written.push(digit);
    }
    written
}

/// A share, 1 the whole.
pub(crate) fn percent(lang: Lang, share: f64) -> String {
    match lang {
        Lang::En => format!("{:.0}%", share * 100.0),
        Lang::Ru => format!("{:.0}{NO_BREAK}%", share * 100.0),
    }
}

/// A day with its year.
pub(crate) fn day(lang: Lang, day: Date) -> String {
    let format = match lang {
        Lang::En => "%-d %b %Y",
        Lang::Ru => "%d.%m.%Y",
    };
    day.strftime(format).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_stand_apart_as_the_language_has_them() {
        for (count, english, russian) in [
            (0, "0", "0"),
            (999, "999", "999"),
            (1_234, "1,234", "1234"),
            (12_345, "12,345", "12\u{a0}345"),
            (1_234_567, "1,234,567", "1\u{a0}234\u{a0}567"),
        ] {
            assert_eq!(grouped(Lang::En, count), english);
            assert_eq!(grouped(Lang::Ru, count), russian);
        }
    }

    #[test]
    fn shares_and_days_are_written_as_the_language_does() {
        assert_eq!(
            (percent(Lang::En, 0.5), percent(Lang::Ru, 0.5)),
            ("50%".into(), "50\u{a0}%".into())
        );
        let date = jiff::civil::date(2026, 7, 5);
        assert_eq!(
            (day(Lang::En, date), day(Lang::Ru, date)),
            ("5 Jul 2026".into(), "05.07.2026".into())
        );
    }
}
