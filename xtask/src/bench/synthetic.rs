//! Exports of Telegram Desktop of any size, written as a stream; the same seed gives the same file.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use anyhow::Context as _;

/// The user whose export it is.
const OWNER: u64 = 100;

/// 1 January 2015, UTC.
const BEGINNING: u64 = 1_420_070_400;

/// Which export to make.
#[derive(Clone, Copy)]
pub(super) struct Export {
    pub(super) messages: u32,
    /// Private chats, one contact each; they get about the same number of messages.
    pub(super) chats: u32,
    pub(super) seed: u64,
}

/// Writes the export to a file.
pub(super) fn write(path: &Path, export: &Export) -> anyhow::Result<()> {
    let file = File::create(path).with_context(|| format!("making {}", path.display()))?;
    let mut out = BufWriter::with_capacity(1 << 20, file);
    write_to(&mut out, export).with_context(|| format!("writing {}", path.display()))?;
    out.flush().with_context(|| format!("writing {}", path.display()))
}

fn write_to(out: &mut impl Write, export: &Export) -> io::Result<()> {
    let Export { messages, chats, seed } = *export;
    write!(
        out,
        r#"{{"about":"Synthetic.","personal_information":{{"user_id":{OWNER},"first_name":"Илья","last_name":"Ветров","phone_number":"+7 999 000 00 00","username":"@ilya"}},"contacts":{{"about":"","list":[]}},"chats":{{"about":"","list":["#
    )?;
    let mut id = 0;
    for chat in 0..chats {
        let share = messages / chats + u32::from(chat < messages % chats);
        if chat > 0 {
            out.write_all(b",")?;
        }
        let mut chat = Chat::new(chat, seed);
        let (name, user) = (&chat.name, chat.user);
        write!(out, r#"{{"name":"{name}","type":"personal_chat","id":{user},"messages":["#)?;
        for index in 0..share {
            if index > 0 {
                out.write_all(b",")?;
            }
            id += 1;
            chat.write_message(out, id)?;
        }
        out.write_all(b"]}")?;
    }
    out.write_all(b"]}}\n")
}

/// One conversation: bursts of the contact, each answered now and then by the owner.
struct Chat {
    name: String,
    user: u64,
    words: &'static Words,
    random: SplitMix,
    now: u64,
    /// Messages of the present turn that are still to come, and whose they are.
    left: u64,
    is_owners: bool,
}

impl Chat {
    fn new(number: u32, seed: u64) -> Self {
        Self {
            name: format!("Contact {number}"),
            user: 1_000 + u64::from(number),
            // Every fourth contact writes English.
            words: if number % 4 == 3 { &ENGLISH } else { &RUSSIAN },
            random: SplitMix(seed ^ u64::from(number).wrapping_mul(0x9E37_79B9)),
            now: BEGINNING + u64::from(number) * 60,
            left: 0,
            is_owners: true,
        }
    }

    fn write_message(&mut self, out: &mut impl Write, id: u32) -> io::Result<()> {
        if self.left == 0 {
            self.is_owners = !self.is_owners;
            // The owner answers with one bubble mostly, after bursts of 2 to 8: about a fifth.
            self.left = if self.is_owners {
                1 + self.random.below(5) / 4
            } else {
                2 + self.random.below(7)
            };
            self.now += 130 + self.random.below(7_200);
        } else {
            self.now += 2 + self.random.below(40);
        }
        self.left -= 1;
        let (from, user) = if self.is_owners {
            ("Илья Ветров", OWNER)
        } else {
            (&*self.name, self.user)
        };
        let text = if self.is_owners {
            self.words.answer(&mut self.random)
        } else {
            self.words.message(&mut self.random)
        };
        let (date, now) = (civil(self.now), self.now);
        write!(
            out,
            r#"{{"id":{id},"type":"message","date":"{date}","date_unixtime":"{now}","from":"{from}","from_id":"user{user}","text":"{text}","text_entities":[{{"type":"plain","text":"{text}"}}]}}"#
        )
    }
}

/// Unix seconds as the export writes them.
fn civil(seconds: u64) -> jiff::civil::DateTime {
    let seconds = i64::try_from(seconds).expect("synthetic times are small");
    let moment = jiff::Timestamp::from_second(seconds).expect("synthetic times are in range");
    moment.to_zoned(jiff::tz::TimeZone::UTC).datetime()
}

/// Pieces of sentences. None needs escaping in JSON.
struct Words {
    openers: &'static [&'static str],
    subjects: &'static [&'static str],
    endings: &'static [&'static str],
    answers: &'static [&'static str],
    tails: &'static [&'static str],
}

impl Words {
    /// A contact's message.
    fn message(&self, random: &mut SplitMix) -> String {
        let mut text = random.pick(self.openers).to_owned();
        for _ in 0..=random.below(3) {
            text.push(' ');
            text.push_str(random.pick(self.subjects));
        }
        text.push(' ');
        text.push_str(random.pick(self.endings));
        text
    }

    /// An answer of the owner's.
    fn answer(&self, random: &mut SplitMix) -> String {
        format!("{}{}", random.pick(self.answers), random.pick(self.tails))
    }
}

const RUSSIAN: Words = Words {
    openers: &[
        "привет",
        "слушай",
        "а помнишь",
        "смотри",
        "кстати",
        "ну что",
        "вот думаю про",
        "расскажи",
        "как тебе",
        "нашёл",
        "опять",
        "говорят",
        "видел",
        "хочу",
        "пойдём смотреть",
        "жалко",
    ],
    subjects: &[
        "тот фильм",
        "новый велосипед",
        "кота",
        "дачу",
        "книгу про море",
        "старую гитару",
        "соседей",
        "ту песню",
        "наш двор",
        "поход",
        "собаку Марины",
        "пироги",
        "лыжи",
        "рыбалку",
        "ремонт",
        "выставку",
        "концерт",
        "погоду",
        "кофейню на углу",
        "твой проект",
        "снег",
        "футбол",
        "чай",
        "настолку",
        "палатку",
        "фотографии",
        "озеро",
        "бабушкин сад",
        "самокат",
        "утренний туман",
    ],
    endings: &[
        "помнишь?",
        "как думаешь?",
        "ахах",
        "ну и дела",
        "правда?",
        "и не говори",
        "вообще огонь",
        "что скажешь?",
        "смешно вышло",
        "ты как?",
        "надо бы ещё раз",
        "и всё",
        "ладно",
        "прикинь",
    ],
    answers: &[
        "ага",
        "да норм",
        "ну такое",
        "ахах точно",
        "давай",
        "не знаю",
        "звучит хорошо",
        "согласен",
        "хаха",
        "ого",
        "ну ты даёшь",
        "прикольно",
        "понял",
        "верю",
        "да уж",
        "как всегда",
    ],
    tails: &["", ")", "))", ", слушай", ", ну да", ", ясно", " 😅", " 👍"],
};

const ENGLISH: Words = Words {
    openers: &[
        "hey",
        "listen",
        "remember",
        "look at",
        "by the way",
        "so",
        "thinking about",
        "tell me about",
        "how do you like",
        "found",
        "again",
        "they say",
        "have you seen",
        "I want",
        "missing",
    ],
    subjects: &[
        "that film",
        "the new bike",
        "the cat",
        "the cabin",
        "a book about the sea",
        "my old guitar",
        "the neighbours",
        "that song",
        "our yard",
        "the hike",
        "the dog",
        "pancakes",
        "the lake",
        "fishing",
        "the gallery",
        "the gig",
        "the weather",
        "your project",
        "snow",
        "the tent",
    ],
    endings: &[
        "remember?",
        "what do you think?",
        "haha",
        "go figure",
        "right?",
        "don't even ask",
        "pretty cool",
        "how are you?",
        "funny that",
        "once more sometime",
        "anyway",
        "imagine",
    ],
    answers: &[
        "yeah",
        "pretty good",
        "meh",
        "haha true",
        "sure",
        "no idea",
        "sounds good",
        "agreed",
        "lol",
        "wow",
        "you never stop",
        "neat",
        "got it",
        "I believe you",
        "as always",
    ],
    tails: &["", " :)", " haha", ", mate", ", right", " 👍"],
};

/// SplitMix64 (Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014).
struct SplitMix(u64);

impl SplitMix {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `bound`; its bias does not matter here.
    fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        let length = u64::try_from(from.len()).expect("lists are short");
        from[usize::try_from(self.below(length)).expect("lists are short")]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(export: Export) -> Vec<u8> {
        let mut bytes = Vec::new();
        write_to(&mut bytes, &export).unwrap();
        bytes
    }

    #[test]
    fn an_export_is_json_with_as_many_messages_as_asked_for() {
        let export = Export { messages: 1_003, chats: 4, seed: 7 };
        let json: serde_json::Value = serde_json::from_slice(&made(export)).unwrap();
        let chats = json["chats"]["list"].as_array().unwrap();
        let messages: Vec<_> =
            chats.iter().flat_map(|chat| chat["messages"].as_array().unwrap()).collect();
        assert_eq!((chats.len(), messages.len()), (4, 1_003));
        let owners = messages.iter().filter(|message| message["from_id"] == "user100").count();
        assert!((150..=250).contains(&owners), "{owners} of 1003 are the owner's");
    }

    #[test]
    fn the_same_seed_gives_the_same_file() {
        let export = Export { messages: 50, chats: 2, seed: 7 };
        assert_eq!(made(export), made(export));
        assert_ne!(made(export), made(Export { seed: 8, ..export }));
    }
}
