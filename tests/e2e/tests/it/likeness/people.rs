//! Made-up people who are asked about made-up things and answer each in their own way.

use super::chance::Chance;

/// Somebody who answers.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Person {
    /// Short Russian lines in lower case with brackets for smiles.
    Anna,
    /// Whole Russian sentences.
    Boris,
    /// English, with dots.
    Carl,
}

const SYLLABLES_RU: [&str; 14] =
    ["ва", "ро", "ми", "ку", "те", "ло", "на", "си", "бу", "де", "жо", "ча", "фи", "гу"];
const SYLLABLES_EN: [&str; 14] =
    ["ba", "ro", "mi", "ku", "te", "lo", "na", "si", "bu", "de", "zo", "cha", "fi", "gu"];

/// A word for each number below a few thousand.
pub(super) fn word(person: Person, number: usize) -> String {
    let syllables = if person == Person::Carl { SYLLABLES_EN } else { SYLLABLES_RU };
    let at = |place: usize| syllables[number / 14_usize.pow(place as u32) % 14];
    [at(0), at(1), at(2), at(0)].concat()
}

impl Person {
    pub(super) const ALL: [Self; 3] = [Self::Anna, Self::Boris, Self::Carl];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Anna => "anna",
            Self::Boris => "boris",
            Self::Carl => "carl",
        }
    }

    /// A question about a topic.
    pub(super) fn asked(self, topic: usize, chance: &mut Chance) -> String {
        let thing = word(self, topic);
        let with = word(self, topic + 500);
        if self == Person::Carl {
            let asks =
                ["why does {a} fail with {b}?", "anybody knows {a} and {b}", "{a} broke {b} again"];
            fill(chance.of(&asks), &thing, &with)
        } else {
            let asks = ["почему {a} падает на {b}?", "кто знает {a} и {b}", "опять {a} сломал {b}"];
            fill(chance.of(&asks), &thing, &with)
        }
    }

    /// The person's answer about a topic, a text for each message.
    pub(super) fn says(self, topic: usize, chance: &mut Chance) -> Vec<String> {
        let thing = word(self, topic + 1000);
        let then = word(self, topic + 1500);
        let say = |text: &str| fill(text, &thing, &then);
        match self {
            Self::Anna => {
                let mut lines =
                    vec![say(chance.of(&["да попробуй {a}", "там {a} поставь", "ну это {a}"]))];
                if chance.below(3) > 0 {
                    lines.push(say(chance.of(&[
                        "и {b} потом))",
                        "а {b} не трогай)",
                        "ещё {b} глянь",
                    ])));
                }
                lines
            }
            Self::Boris => vec![say(chance.of(&[
                "Добрый день, поставьте {a}, затем {b}.",
                "Полагаю, дело в {a}, проверьте {b}.",
                "Вам нужен {a}. После него {b}!",
            ]))],
            Self::Carl => vec![say(chance.of(&[
                "hmm... try {a} first, then {b}...",
                "ok so... {a} it is, right?",
                "you want {a} :) not {b}",
            ]))],
        }
    }
}

fn fill(text: &str, a: &str, b: &str) -> String {
    text.replace("{a}", a).replace("{b}", b)
}
