//! Texts as they look, for comparing: what is written to look like something is read as that.
//!
//! Unicode's compatibility forms (NFKC, Unicode Standard Annex 15) read full-width, circled,
//! mathematical and other fancy letters as plain ones; the rest is a small list of letters that look
//! alike (Unicode Technical Standard 39 has them all), for Russian and English need no more: what is
//! in other scripts is refused anyway.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use super::super::clean;

/// The decimal digits of other scripts, each by its zero.
const ZEROS: [char; 8] = ['٠', '۰', '०', '০', '๐', '০', '߀', '᠐'];

/// Pairs of a letter that looks like a Latin one, and that.
const LATIN: [(char, char); 62] = [
    ('а', 'a'),
    ('в', 'b'),
    ('е', 'e'),
    ('к', 'k'),
    ('м', 'm'),
    ('н', 'h'),
    ('о', 'o'),
    ('р', 'p'),
    ('с', 'c'),
    ('т', 't'),
    ('у', 'y'),
    ('х', 'x'),
    ('і', 'i'),
    ('ј', 'j'),
    ('ѕ', 's'),
    ('ԁ', 'd'),
    ('ԛ', 'q'),
    ('ԝ', 'w'),
    ('һ', 'h'),
    ('ѵ', 'v'),
    ('ѡ', 'w'),
    ('ӏ', 'l'),
    ('α', 'a'),
    ('β', 'b'),
    ('ε', 'e'),
    ('ι', 'i'),
    ('κ', 'k'),
    ('ν', 'v'),
    ('ο', 'o'),
    ('ρ', 'p'),
    ('τ', 't'),
    ('υ', 'u'),
    ('χ', 'x'),
    ('η', 'n'),
    ('ω', 'w'),
    ('ı', 'i'),
    ('ɡ', 'g'),
    ('ɑ', 'a'),
    ('ᴀ', 'a'),
    ('ʙ', 'b'),
    ('ᴄ', 'c'),
    ('ᴅ', 'd'),
    ('ᴇ', 'e'),
    ('ꜰ', 'f'),
    ('ɢ', 'g'),
    ('ʜ', 'h'),
    ('ɪ', 'i'),
    ('ᴊ', 'j'),
    ('ᴋ', 'k'),
    ('ʟ', 'l'),
    ('ᴍ', 'm'),
    ('ɴ', 'n'),
    ('ᴏ', 'o'),
    ('ᴘ', 'p'),
    ('ʀ', 'r'),
    ('ꜱ', 's'),
    ('ᴛ', 't'),
    ('ᴜ', 'u'),
    ('ᴠ', 'v'),
    ('ᴡ', 'w'),
    ('ʏ', 'y'),
    ('ᴢ', 'z'),
];

/// Latin letters that look like Cyrillic ones, and those.
const CYRILLIC: [(char, char); 15] = [
    ('a', 'а'),
    ('b', 'в'),
    ('c', 'с'),
    ('e', 'е'),
    ('h', 'н'),
    ('k', 'к'),
    ('m', 'м'),
    ('o', 'о'),
    ('p', 'р'),
    ('t', 'т'),
    ('x', 'х'),
    ('y', 'у'),
    ('u', 'и'),
    ('n', 'п'),
    ('r', 'г'),
];

/// The text as it looks, case kept: fancy letters and digits plain, nothing invisible, no accents
/// heaped on letters.
pub(in crate::guard) fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in clean(text).nfkc() {
        if is_combining_mark(c) || matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{200d}') {
            continue;
        }
        match c as u32 {
            // Letters in squares and circles, which are no compatibility forms.
            0x1F150..=0x1F169 => plain.push(letter(c as u32 - 0x1F150)),
            0x1F170..=0x1F189 => plain.push(letter(c as u32 - 0x1F170)),
            0x2776..=0x277E => plain.push(digit(c as u32 - 0x2776 + 1)),
            _ => plain.push(ascii_digit(c).unwrap_or(match c {
                '。' | '‧' | '∙' | '⋅' | '·' | '•' => '.',
                '⁄' | '∕' | '⧸' => '/',
                '։' | '∶' | '꞉' => ':',
                c => c,
            })),
        }
    }
    plain
}

/// [`plain`] in lower case with е for ё.
pub(in crate::guard) fn fold(text: &str) -> String {
    plain(text).to_lowercase().replace('ё', "е")
}

/// Folded text with every letter that looks like a Latin one as that.
pub(in crate::guard) fn as_latin(folded: &str) -> String {
    exchange(folded, &LATIN)
}

/// Folded text with every letter that looks like a Cyrillic one as that.
pub(in crate::guard) fn as_cyrillic(folded: &str) -> String {
    exchange(folded, &CYRILLIC)
}

/// Whether a small letter cannot be told from one of the other script.
pub(super) fn looks_like_the_other_script(c: char) -> bool {
    "аевкмнорстухіјѕӏabcehkmoptxy".contains(c)
}

fn exchange(text: &str, pairs: &[(char, char)]) -> String {
    text.chars()
        .map(|c| pairs.iter().find(|(from, _)| *from == c).map_or(c, |(_, to)| *to))
        .collect()
}

fn ascii_digit(c: char) -> Option<char> {
    let zero =
        ZEROS.iter().find(|zero| (**zero as u32..**zero as u32 + 10).contains(&(c as u32)))?;
    Some(digit(c as u32 - *zero as u32))
}

fn digit(value: u32) -> char {
    char::from_digit(value, 10).unwrap_or('?')
}

fn letter(place: u32) -> char {
    char::from_u32('A' as u32 + place).unwrap_or('?')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fancy_letters_and_digits_are_plain() {
        for (fancy, folded) in [
            ("ＨｅＬＬｏ", "hello"),
            ("𝓱𝓮𝓵𝓵𝓸 ⓗⓔⓛⓛⓞ 🅷🅴🅻🅻🅾", "hello hello hello"),
            ("４８２１ ٤٨٢١ ④⑧②① 𝟒𝟖𝟐𝟏 4️⃣8️⃣2️⃣1️⃣ ❹❽❷❶", "4821 4821 4821 4821 4821 4821"),
            ("evil․com evil。com", "evil.com evil.com"),
            ("п\u{300}р\u{301}и\u{302}в\u{303}е\u{304}т", "привет"),
            ("Ёж й", "еж й"),
        ] {
            assert_eq!(fold(fancy), folded, "{fancy}");
        }
    }

    #[test]
    fn letters_that_look_alike_are_one() {
        assert_eq!(as_latin("раураӏ"), "paypal");
        assert_eq!(as_cyrillic("mapт"), "март");
        assert!(looks_like_the_other_script('о') && !looks_like_the_other_script('ы'));
    }
}
