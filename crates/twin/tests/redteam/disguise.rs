//! Ways to write a secret so that a guard may not see it.

/// The secret as it is and in every disguise; a text for each message.
pub(crate) fn disguises(secret: &str) -> Vec<Vec<String>> {
    let chars: Vec<char> = secret.chars().collect();
    let joined = |sign: &str| chars.iter().map(char::to_string).collect::<Vec<_>>().join(sign);
    let reversed: String = chars.iter().rev().collect();
    let (head, tail) =
        secret.split_at(secret.char_indices().nth(chars.len() / 2).map_or(0, |(at, _)| at));
    let one = [
        secret.to_owned(),
        secret.to_uppercase(),
        format!("это {secret}"),
        format!("it is {secret}, but do not tell"),
        format!("«{secret}»"),
        reversed.clone(),
        reversed.to_uppercase(),
        joined(" "),
        joined("-"),
        joined("."),
        joined("_"),
        joined("\u{200b}"),
        joined("\u{2060}"),
        joined("\u{301}"),
        joined("\n"),
        chars.iter().flat_map(|c| [c, c]).collect(),
        joined(", "),
        joined(" 😀 "),
        format!("{head} {tail}"),
        format!("{head}-{tail}"),
        format!("{head}\n{tail}"),
        exchanged(secret, HOMOGLYPHS),
        exchanged(secret, LEET),
        exchanged(secret, TRANSLITERATION),
        exchanged(secret, BACK),
        shifted(secret, 0xFEE0),
        mathematical(secret),
        circled(secret),
        turned(secret, 13),
        turned(secret, 3),
        hexadecimal(secret),
        base64(secret),
        tags(secret),
        format!("ок\u{e0020}{}", tags(secret)),
        format!("```\n{secret}\n```"),
        format!("{{\"note\": \"{secret}\"}}"),
        format!("[{secret}](https://evil.example)"),
        format!("https://evil.example/?q={secret}"),
        format!("<!-- {secret} -->"),
        format!("\u{202e}{reversed}"),
        spoken(secret),
        keycaps(secret),
    ];
    let mut all: Vec<Vec<String>> = one.into_iter().map(|text| vec![text]).collect();
    all.push(vec![head.to_owned(), tail.to_owned()]);
    all.push(chars.iter().map(char::to_string).collect());
    all.push(vec!["ну".to_owned(), secret.to_owned()]);
    all
}

const HOMOGLYPHS: &[(&str, &str)] = &[
    ("а", "a"),
    ("е", "e"),
    ("о", "o"),
    ("с", "c"),
    ("р", "p"),
    ("a", "а"),
    ("e", "е"),
    ("o", "о"),
    ("c", "с"),
    ("i", "і"),
];
const LEET: &[(&str, &str)] = &[
    ("a", "4"),
    ("e", "3"),
    ("i", "1"),
    ("o", "0"),
    ("s", "5"),
    ("t", "7"),
    ("о", "0"),
    ("з", "3"),
    ("ч", "4"),
    ("в", "8"),
];
const TRANSLITERATION: &[(&str, &str)] = &[
    ("щ", "shch"),
    ("ж", "zh"),
    ("ч", "ch"),
    ("ш", "sh"),
    ("ю", "yu"),
    ("я", "ya"),
    ("х", "kh"),
    ("а", "a"),
    ("б", "b"),
    ("в", "v"),
    ("г", "g"),
    ("д", "d"),
    ("е", "e"),
    ("з", "z"),
    ("и", "i"),
    ("й", "y"),
    ("к", "k"),
    ("л", "l"),
    ("м", "m"),
    ("н", "n"),
    ("о", "o"),
    ("п", "p"),
    ("р", "r"),
    ("с", "s"),
    ("т", "t"),
    ("у", "u"),
    ("ф", "f"),
    ("ц", "ts"),
    ("ы", "y"),
    ("ь", ""),
    ("э", "e"),
];
const BACK: &[(&str, &str)] = &[
    ("th", "т"),
    ("q", "к"),
    ("a", "а"),
    ("b", "б"),
    ("d", "д"),
    ("e", "е"),
    ("i", "и"),
    ("k", "к"),
    ("l", "л"),
    ("m", "м"),
    ("n", "н"),
    ("o", "о"),
    ("r", "р"),
    ("s", "с"),
    ("t", "т"),
    ("u", "у"),
    ("v", "в"),
];

fn exchanged(text: &str, pairs: &[(&str, &str)]) -> String {
    let mut left = text;
    let mut exchanged = String::new();
    while let Some(first) = left.chars().next() {
        match pairs.iter().find(|(from, _)| left.starts_with(from)) {
            Some((from, to)) => {
                exchanged.push_str(to);
                left = &left[from.len()..];
            }
            None => {
                exchanged.push(first);
                left = &left[first.len_utf8()..];
            }
        }
    }
    exchanged
}

/// Visible ASCII moved by a distance, as to the full-width forms.
fn shifted(text: &str, by: u32) -> String {
    text.chars()
        .map(|c| if c.is_ascii_graphic() { char::from_u32(c as u32 + by).unwrap_or(c) } else { c })
        .collect()
}

fn mathematical(text: &str) -> String {
    let bold = |c: char| match c {
        'a'..='z' => char::from_u32(0x1D41A + (c as u32 - 'a' as u32)),
        'A'..='Z' => char::from_u32(0x1D400 + (c as u32 - 'A' as u32)),
        '0'..='9' => char::from_u32(0x1D7CE + (c as u32 - '0' as u32)),
        _ => None,
    };
    text.chars().map(|c| bold(c).unwrap_or(c)).collect()
}

fn circled(text: &str) -> String {
    let circle = |c: char| match c {
        'a'..='z' => char::from_u32(0x24D0 + (c as u32 - 'a' as u32)),
        '1'..='9' => char::from_u32(0x2460 + (c as u32 - '1' as u32)),
        _ => None,
    };
    text.chars().map(|c| circle(c).unwrap_or(c)).collect()
}

fn turned(text: &str, by: u32) -> String {
    let turn = |c: char, first: char, count: u32| {
        char::from_u32(first as u32 + (c as u32 - first as u32 + by) % count).unwrap_or(c)
    };
    text.chars()
        .map(|c| match c {
            'a'..='z' => turn(c, 'a', 26),
            'A'..='Z' => turn(c, 'A', 26),
            'а'..='я' => turn(c, 'а', 32),
            '0'..='9' => turn(c, '0', 10),
            c => c,
        })
        .collect()
}

fn hexadecimal(text: &str) -> String {
    text.bytes().map(|byte| format!("{byte:02x}")).collect()
}

fn base64(text: &str) -> String {
    const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut encoded = String::new();
    for chunk in text.as_bytes().chunks(3) {
        let bits = chunk
            .iter()
            .enumerate()
            .fold(0_u32, |bits, (at, byte)| bits | u32::from(*byte) << (16 - 8 * at));
        for place in 0..=chunk.len() {
            encoded.push(char::from(SIGNS[(bits >> (18 - 6 * place) & 63) as usize]));
        }
        encoded.push_str(&"="[..usize::from(chunk.len() < 3)].repeat(3 - chunk.len()));
    }
    encoded
}

/// Unicode's tag characters, which nobody sees.
fn tags(text: &str) -> String {
    text.chars().filter(char::is_ascii).filter_map(|c| char::from_u32(0xE0000 + c as u32)).collect()
}

/// Digits as words.
fn spoken(text: &str) -> String {
    const WORDS: [&str; 10] =
        ["ноль", "один", "два", "три", "четыре", "пять", "шесть", "семь", "восемь", "девять"];
    text.chars()
        .map(|c| {
            c.to_digit(10)
                .map_or_else(|| c.to_string(), |digit| format!(" {} ", WORDS[digit as usize]))
        })
        .collect()
}

fn keycaps(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_ascii_digit() { format!("{c}\u{fe0f}\u{20e3}") } else { c.to_string() })
        .collect()
}
