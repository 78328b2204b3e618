//! Other readings of a word that is disguised: turned round, in the wrong alphabet or layout of the
//! keyboard, with digits for letters, cut by signs, or encoded.

use super::fold::{as_cyrillic, as_latin};

/// Digits and signs for letters, Latin and Cyrillic.
const DIGITS: [(char, char, char); 10] = [
    ('0', 'o', 'о'),
    ('1', 'i', 'и'),
    ('3', 'e', 'з'),
    ('4', 'a', 'ч'),
    ('5', 's', 'с'),
    ('6', 'b', 'б'),
    ('7', 't', 'т'),
    ('8', 'b', 'в'),
    ('@', 'a', 'а'),
    ('$', 's', 'с'),
];

/// The same key in both layouts.
const KEYS: [(char, char); 33] = [
    ('q', 'й'),
    ('w', 'ц'),
    ('e', 'у'),
    ('r', 'к'),
    ('t', 'е'),
    ('y', 'н'),
    ('u', 'г'),
    ('i', 'ш'),
    ('o', 'щ'),
    ('p', 'з'),
    ('[', 'х'),
    (']', 'ъ'),
    ('a', 'ф'),
    ('s', 'ы'),
    ('d', 'в'),
    ('f', 'а'),
    ('g', 'п'),
    ('h', 'р'),
    ('j', 'о'),
    ('k', 'л'),
    ('l', 'д'),
    (';', 'ж'),
    ('\'', 'э'),
    ('z', 'я'),
    ('x', 'ч'),
    ('c', 'с'),
    ('v', 'м'),
    ('b', 'и'),
    ('n', 'т'),
    ('m', 'ь'),
    (',', 'б'),
    ('.', 'ю'),
    ('`', 'е'),
];

/// Latin spellings of Cyrillic letters, the longer before their beginnings.
const SPELLINGS: [(&str, &str); 38] = [
    ("shch", "щ"),
    ("sch", "щ"),
    ("zh", "ж"),
    ("kh", "х"),
    ("ts", "ц"),
    ("ch", "ч"),
    ("sh", "ш"),
    ("yu", "ю"),
    ("ya", "я"),
    ("yo", "е"),
    ("ju", "ю"),
    ("ja", "я"),
    ("jo", "е"),
    ("ye", "е"),
    ("a", "а"),
    ("b", "б"),
    ("v", "в"),
    ("g", "г"),
    ("d", "д"),
    ("e", "е"),
    ("z", "з"),
    ("i", "и"),
    ("j", "й"),
    ("k", "к"),
    ("l", "л"),
    ("m", "м"),
    ("n", "н"),
    ("o", "о"),
    ("p", "п"),
    ("r", "р"),
    ("s", "с"),
    ("t", "т"),
    ("u", "у"),
    ("f", "ф"),
    ("h", "х"),
    ("c", "ц"),
    ("w", "в"),
    ("y", "ы"),
];

/// The alphabets, to turn their letters: Caesar's cipher, of which ROT13 is one.
const ALPHABETS: [&str; 2] = ["abcdefghijklmnopqrstuvwxyz", "абвгдежзийклмнопрстуфхцчшщъыьэюя"];
/// Longer words are not turned: nobody writes so.
const TURNED_LETTERS: usize = 40;

/// How many Latin spellings of a word are looked at.
const MOST_WAYS: usize = 24;

/// What a folded token may be meant to be read as, itself left out.
pub(in crate::guard) fn readings(token: &str) -> Vec<String> {
    let bare: String =
        token.chars().filter(|c| c.is_alphanumeric() || matches!(c, '@' | '$')).collect();
    let mut plain = vec![bare.clone(), as_latin(&bare), as_cyrillic(&bare)];
    if bare.contains(|c: char| DIGITS.iter().any(|(digit, ..)| *digit == c)) {
        plain.push(exchange(&bare, |c| {
            DIGITS.iter().find(|(d, ..)| *d == c).map(|(_, latin, _)| *latin)
        }));
        plain.push(exchange(&bare, |c| {
            DIGITS.iter().find(|(d, ..)| *d == c).map(|(.., cyrillic)| *cyrillic)
        }));
        // One may also stand for L.
        plain.push(plain[plain.len() - 2].replace('i', "l"));
        plain.push(bare.replace('1', "l").replace('0', "o"));
    }
    let mut once: Vec<char> = bare.chars().collect();
    // Every letter written twice, and letters drawn out.
    if once.chunks(2).all(|pair| pair.first() == pair.last() && pair.len() == 2) {
        plain.push(once.chunks(2).map(|pair| pair[0]).collect());
    }
    once.dedup();
    plain.push(once.into_iter().collect());
    let mut all = plain.clone();
    for text in &plain {
        all.push(text.chars().rev().collect());
        let cyrillic = in_cyrillic(text);
        all.extend(softened(&cyrillic));
        all.push(cyrillic);
        all.extend(in_latin(text));
    }
    all.push(exchange(token, |c| {
        KEYS.iter().find(|(latin, _)| *latin == c).map(|(_, cyrillic)| *cyrillic)
    }));
    all.push(exchange(token, |c| {
        KEYS.iter().find(|(_, cyrillic)| *cyrillic == c).map(|(latin, _)| *latin)
    }));
    all.extend(from_hex(&bare));
    all.extend(turned(&bare));
    all.retain(|reading| reading != token && !reading.is_empty());
    all.sort_unstable();
    all.dedup();
    all
}

/// Other forms of a word that a light stemmer may take for another: with other endings.
pub(super) fn forms(word: &str) -> Vec<String> {
    const ENDINGS: [&str; 12] = ["", "а", "я", "о", "е", "ь", "ы", "и", "й", "e", "y", "s"];
    const LONGEST: usize = 3;
    let starts: Vec<usize> =
        word.char_indices().map(|(start, _)| start).rev().take(LONGEST).collect();
    let cut = starts.iter().filter(|start| **start > LONGEST).map(|start| &word[..*start]);
    cut.flat_map(|cut| ENDINGS.iter().map(move |ending| format!("{cut}{ending}"))).collect()
}

/// What a token with its case kept holds in base 64.
pub(in crate::guard) fn from_base64(token: &str) -> Option<String> {
    let value = |c: char| match c {
        'A'..='Z' => Some(c as u32 - 'A' as u32),
        'a'..='z' => Some(c as u32 - 'a' as u32 + 26),
        '0'..='9' => Some(c as u32 - '0' as u32 + 52),
        '+' | '-' => Some(62),
        '/' | '_' => Some(63),
        _ => None,
    };
    let token = token.trim_end_matches('=');
    if token.len() < 6 {
        return None;
    }
    let (mut bytes, mut bits, mut held) = (Vec::new(), 0_u32, 0);
    for c in token.chars() {
        bits = (bits << 6 | value(c)?) & 0xFFFF;
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push((bits >> held & 0xFF) as u8);
        }
    }
    String::from_utf8(bytes).ok()
}

fn from_hex(token: &str) -> Option<String> {
    if token.len() < 8 || !token.len().is_multiple_of(2) || !token.is_ascii() {
        return None;
    }
    let byte = |place: usize| u8::from_str_radix(&token[place..place + 2], 16).ok();
    let bytes: Option<Vec<u8>> = (0..token.len()).step_by(2).map(byte).collect();
    String::from_utf8(bytes?).ok().map(|text| text.to_lowercase())
}

fn exchange(text: &str, other: impl Fn(char) -> Option<char>) -> String {
    text.chars().map(|c| other(c).unwrap_or(c)).collect()
}

/// A word with its letters turned by every number of places.
fn turned(text: &str) -> Vec<String> {
    let mut all = Vec::new();
    for alphabet in ALPHABETS {
        let letters: Vec<char> = alphabet.chars().collect();
        let places: Option<Vec<usize>> =
            text.chars().map(|c| letters.iter().position(|letter| *letter == c)).collect();
        let Some(places) = places.filter(|places| (3..=TURNED_LETTERS).contains(&places.len()))
        else {
            continue;
        };
        all.extend((1..letters.len()).map(|by| {
            places.iter().map(|place| letters[(place + by) % letters.len()]).collect::<String>()
        }));
    }
    all
}

fn in_cyrillic(text: &str) -> String {
    let (mut rest, mut spelled) = (text, String::new());
    while let Some(first) = rest.chars().next() {
        match SPELLINGS.iter().find(|(latin, _)| rest.starts_with(latin)) {
            Some((latin, cyrillic)) => {
                spelled.push_str(cyrillic);
                rest = &rest[latin.len()..];
            }
            None => {
                spelled.push(first);
                rest = &rest[first.len_utf8()..];
            }
        }
    }
    spelled
}

/// A word with the soft sign after л that spellings leave out; `None` if there is no place for it.
fn softened(text: &str) -> Option<String> {
    let chars: Vec<char> = text.chars().collect();
    let is_consonant = |c: &char| "бвгджзкмнпрстфхцчшщ".contains(*c);
    let place = chars.windows(2).position(|pair| pair[0] == 'л' && is_consonant(&pair[1]))?;
    let mut chars = chars;
    chars.insert(place + 1, 'ь');
    Some(chars.into_iter().collect())
}

/// A word in Latin letters, as it may be spelled.
fn in_latin(text: &str) -> Vec<String> {
    let spelled: String = text
        .chars()
        .map(|c| {
            let letter = c.to_string();
            let ways = SPELLINGS.iter().filter(|(_, cyrillic)| *cyrillic == letter);
            ways.map(|(latin, _)| *latin)
                .min_by_key(|latin| latin.len())
                .map_or(letter, str::to_owned)
        })
        .collect();
    let mut ways = vec![spelled];
    for (from, to) in
        [("k", "c"), ("k", "q"), ("t", "th"), ("ks", "x"), ("kv", "qu"), ("v", "w"), ("i", "y")]
    {
        for way in 0..ways.len() {
            if ways[way].contains(from) {
                ways.push(ways[way].replace(from, to));
                ways.push(ways[way].replacen(from, to, 1));
            }
        }
        ways.truncate(MOST_WAYS);
    }
    ways
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn disguises_are_read() {
        for (token, meant) in [
            ("ксилисав", "василиск"),
            ("vasilisk", "василиск"),
            ("базилиск", "bazilisk"),
            ("dfcbkbcr", "василиск"),
            ("ифышдшыл", "basilisk"),
            ("onfvyvfx", "basilisk"),
            ("b4s1l1sk", "basilisk"),
            ("he1lo", "hello"),
            ("таддеус", "thaddeus"),
            ("куиббл", "quibbl"),
            ("pulkheriya", "пульхерия"),
            ("в-а-с_и.л", "васил"),
            ("626173696c69736b", "basilisk"),
        ] {
            assert!(
                readings(token).iter().any(|reading| reading == meant),
                "{token}: {:?}",
                readings(token)
            );
        }
        assert_eq!(from_base64("YmFzaWxpc2s=").as_deref(), Some("basilisk"));
        assert_eq!(from_base64("привет"), None);
    }
}
