//! Names in another alphabet: Анна and Anna, Пётр and Pyotr.
//!
//! Both sides are brought into one rough spelling in Latin letters, in which the ways to write a Russian
//! name come together: Юлия, Yulia, Julia and Iuliia are one.

/// A word, in small letters, in the rough spelling.
pub(super) fn roughly(word: &str) -> String {
    let mut rough = String::new();
    for letter in word.chars() {
        match latin(letter) {
            Some(latin) => rough.push_str(latin),
            None => rough.push(letter),
        }
    }
    // In this order: what stands first would be taken apart by what follows it.
    for (from, to) in SPELLINGS {
        rough = rough.replace(from, to);
    }
    rough
}

/// Whether a word has letters of the Russian alphabet.
pub(super) fn is_russian(word: &str) -> bool {
    word.chars().any(|c| matches!(c, 'а'..='я' | 'ё'))
}

/// One way for each of many to write the same sounds in Latin letters.
const SPELLINGS: [(&str, &str); 36] = [
    ("'", ""),
    ("shch", "sch"),
    ("kh", "h"),
    ("ph", "f"),
    ("ck", "k"),
    ("tz", "c"),
    ("ts", "c"),
    ("x", "ks"),
    ("w", "v"),
    ("dzh", "j"),
    ("j", "y"),
    // Yo is written as e more often than not.
    ("yo", "e"),
    ("io", "e"),
    ("yu", "u"),
    ("iu", "u"),
    ("iya", "ya"),
    ("iia", "ya"),
    ("ya", "a"),
    ("ia", "a"),
    ("ye", "e"),
    ("ie", "e"),
    ("ey", "ei"),
    ("ay", "ai"),
    ("yi", "i"),
    ("iy", "i"),
    ("ii", "i"),
    ("yy", "i"),
    ("y", "i"),
    ("ca", "ka"),
    ("co", "ko"),
    ("cl", "kl"),
    ("cr", "kr"),
    ("th", "t"),
    ("q", "k"),
    ("ee", "i"),
    ("ander", "andr"),
];

/// What a Russian letter becomes.
fn latin(letter: char) -> Option<&'static str> {
    const LETTERS: [(char, &str); 33] = [
        ('а', "a"),
        ('б', "b"),
        ('в', "v"),
        ('г', "g"),
        ('д', "d"),
        ('е', "e"),
        ('ё', "yo"),
        ('ж', "zh"),
        ('з', "z"),
        ('и', "i"),
        ('й', "y"),
        ('к', "k"),
        ('л', "l"),
        ('м', "m"),
        ('н', "n"),
        ('о', "o"),
        ('п', "p"),
        ('р', "r"),
        ('с', "s"),
        ('т', "t"),
        ('у', "u"),
        ('ф', "f"),
        ('х', "h"),
        ('ц', "c"),
        ('ч', "ch"),
        ('ш', "sh"),
        ('щ', "sch"),
        ('ъ', ""),
        ('ы', "y"),
        ('ь', ""),
        ('э', "e"),
        ('ю', "yu"),
        ('я', "ya"),
    ];
    LETTERS.iter().find(|(russian, _)| *russian == letter).map(|(_, latin)| *latin)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ways_to_write_a_name_come_together() {
        for spellings in [
            "анна anna",
            "аня anya ania anja",
            "петр пётр pyotr petr",
            "юлия yulia yuliya julia iuliia",
            "наталья natalya natalia наталия",
            "дмитрий dmitry dmitri dmitriy dmitrii",
            "алексей aleksey alexey alexei",
            "евгений evgeny yevgeny evgenii",
            "сергей sergey sergei",
            "федор fyodor fedor",
            "екатерина ekaterina yekaterina",
            "михаил mikhail mihail",
            "юрий yuri yury iurii",
            "илья ilya ilia",
            "саша sasha",
            "жанна zhanna",
            "щукин shchukin",
            "константин konstantin constantin",
            "виктор viktor",
            "александр aleksandr alexander",
        ] {
            let rough: Vec<String> = spellings.split(' ').map(roughly).collect();
            assert!(rough.iter().all(|other| *other == rough[0]), "{spellings}: {rough:?}");
        }
        for [one, other] in [["анна", "anya"], ["марина", "maria"], ["олег", "olga"]]
        {
            assert_ne!(roughly(one), roughly(other));
        }
    }
}
