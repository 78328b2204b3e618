//! What hurts, frightens or ends a relation is the owner's to say: wishes of death, insults that are
//! not of this chat's tone, break-ups, hearsay of third people, alarm.

use style::language::words;

use super::super::phrases::{held, holds, holds_any};
use super::Outcome;
use super::fold::fold;
use super::reply::Reply;

/// How many of the newest replies in the chat show its tone.
const LOOKED_AT: usize = 500;

/// Russian, English: wishes of death. Asked about even among friends who joke so.
const DEATH: &[&str] = &[
    "убей себя",
    "убейся",
    "убейтесь",
    "сдохни*",
    "чтоб ты сдох*",
    "чтобы ты сдох*",
    "умри",
    "повесься",
    "вскройся",
    "покончи с собой",
    "выпились",
    "выпей яду",
    "прыгни с крыши",
    "выйди в окно",
    "убью тебя",
    "тебя убью",
    "урою",
    "зарежу",
    "пристрелю",
    "kill yourself",
    "kys",
    "go die",
    "drop dead",
    "hang yourself",
    "hurt yourself",
    "cut yourself",
    "kill you",
    "hope you die",
    "youre dead",
];

/// Russian, English: insults. Who writes so in this chat may.
const INSULTS: &[&str] = &[
    "иди в жопу",
    "иди нахуй",
    "иди на хуй",
    "иди нафиг",
    "иди на хер",
    "иди нахер",
    "пошел нахуй",
    "пошла нахуй",
    "пошел на хуй",
    "пошла на хуй",
    "пошел ты",
    "пошла ты",
    "пошел вон",
    "пошла вон",
    "идите нахуй",
    "иди к черту",
    "отвали",
    "отъебись",
    "заебал*",
    "заткнись",
    "дура",
    "ты дурак",
    "дурак ты",
    "сам дурак",
    "дебил*",
    "ты идиот*",
    "идиотка",
    "тупая",
    "тупица",
    "тупой ты",
    "ты тупой",
    "мразь",
    "мрази",
    "сука ты",
    "ты сука",
    "тварь",
    "урод",
    "уродина",
    "шлюха",
    "шлюхи",
    "ублюдок",
    "мудак",
    "мудила",
    "гнида",
    "чмо",
    "лох ты",
    "ты лох",
    "ты жирн*",
    "ты никто",
    "ты ничтожество",
    "ничтожество",
    "ненавижу тебя",
    "тебя ненавижу",
    "презираю тебя",
    "fuck you",
    "fuck off",
    "screw you",
    "shut up",
    "go to hell",
    "get lost",
    "piss off",
    "you idiot",
    "an idiot",
    "youre stupid",
    "you are stupid",
    "you moron",
    "a moron",
    "bitch",
    "whore",
    "slut",
    "bastard",
    "asshole",
    "youre ugly",
    "you are ugly",
    "youre pathetic",
    "i hate you",
    "you are nothing",
    "youre nothing",
];

/// Russian, English: ends a relation.
const ENDS: &[&str] = &[
    "мы расстаемся",
    "давай расстанемся",
    "нам надо расстаться",
    "нам нужно расстаться",
    "нам лучше расстаться",
    "расстаться с тобой",
    "ухожу от тебя",
    "бросаю тебя",
    "тебя бросаю",
    "люблю другую",
    "люблю другого",
    "другая женщина",
    "другой мужчина",
    "не люблю тебя",
    "тебя не люблю",
    "разлюбил*",
    "больше не люблю",
    "у меня другая",
    "у меня другой человек",
    "я тебе изменя*",
    "между нами все кончено",
    "все кончено",
    "больше не друзья",
    "больше не друг",
    "не друзья больше",
    "ты мне не друг",
    "ты мне больше не*",
    "не пиши мне больше",
    "больше не пиши",
    "не звони мне больше",
    "больше не звони",
    "забудь меня",
    "забудь мой номер",
    "знать тебя не хочу",
    "видеть тебя не хочу",
    "не хочу тебя видеть",
    "не хочу тебя знать",
    "подаю на развод",
    "ты уволен*",
    "break up",
    "breaking up",
    "its over between us",
    "we are over",
    "im leaving you",
    "going to leave you",
    "done with you",
    "i am leaving you",
    "love someone else",
    "love somebody else",
    "dont love you",
    "do not love you",
    "not friends",
    "no longer friends",
    "arent friends",
    "never write me",
    "dont write me",
    "dont call me again",
    "never talk to me",
    "dont talk to me",
    "never want to see you",
    "dont want to see you",
    "want a divorce",
    "youre fired",
    "you are fired",
];

/// Russian, English: what a third person is said to have told of the other side.
const HEARSAY: &[&str] = &[
    "говорит что ты",
    "говорит ты",
    "говорят что ты",
    "говорят ты",
    "сказал что ты",
    "сказала что ты",
    "сказали что ты",
    "говорил что ты",
    "говорила что ты",
    "рассказал что ты",
    "рассказала что ты",
    "рассказали что ты",
    "пишет что ты",
    "считает что ты",
    "жалуется на тебя",
    "жаловал* на тебя",
    "про тебя говор*",
    "о тебе говор*",
    "про тебя рассказ*",
    "says you",
    "says that you",
    "said you",
    "said that you",
    "told me you",
    "told me that you",
    "thinks you",
    "complain* about you",
];

/// Russian, English: somebody is in need or danger, or must be called at once.
const ALARM: &[&str] = &[
    "плачет",
    "рыдает",
    "в реанимации",
    "в больнице",
    "скорую",
    "вызови полицию",
    "вызывай полицию",
    "звони в полицию",
    "попал в аварию",
    "попала в аварию",
    "случилась беда",
    "беда случилась",
    "пропал ребенок",
    "при смерти",
    "срочно позвони",
    "срочно звони",
    "позвони срочно",
    "звони срочно",
    "позвони маме",
    "позвони отцу",
    "позвони папе",
    "позвони бабушке",
    "is crying",
    "call your mom",
    "call your mum",
    "call your mother",
    "call mom",
    "call mum",
    "call your dad",
    "call your father",
    "call an ambulance",
    "call the police",
    "an accident",
    "car crash",
    "is dying",
    "im dying",
    "emergency",
    "in danger",
];

pub(super) fn object(reply: &Reply<'_>) -> Option<Outcome> {
    let said_now = |phrase: &str| holds(&reply.said_words, phrase);
    let unsaid = |phrases: &[&str]| held(&reply.words, phrases).any(|phrase| !said_now(phrase));
    let insults = held(&reply.words, INSULTS)
        .any(|phrase| !holds(&reply.backed, phrase) && !is_tone(reply, phrase));
    let ends = held(&reply.words, ENDS).any(|phrase| !holds(&reply.backed, phrase));
    let hurts = holds_any(&reply.words, DEATH) || insults || ends;
    (hurts || unsaid(HEARSAY) || unsaid(ALARM)).then_some(Outcome::AskOwner)
}

/// Whether the owner has written a phrase in this chat.
fn is_tone(reply: &Reply<'_>, phrase: &str) -> bool {
    let recall = reply.made.learner.recall();
    recall
        .of_chat(reply.made.conversation.chat)
        .take(LOOKED_AT)
        .any(|exemplar| exemplar.answer.iter().any(|line| holds(&words(&fold(line)), phrase)))
}

#[cfg(test)]
mod tests {
    use super::super::Rule;
    use super::super::testing::{Case, asks};

    #[test]
    fn what_hurts_or_frightens_is_asked_about() {
        for reply in [
            "убей себя",
            "сдохни",
            "kill yourself",
            "иди в жопу",
            "ты дура",
            "you idiot",
            "Мы расстаёмся",
            "люблю другую",
            "мы больше не друзья",
            "we are not friends anymore",
            "i love someone else",
            "Лёха говорит что ты врёшь",
            "Alex says you lie",
            "позвони маме она плачет",
            "call your mom, she is crying",
        ] {
            assert!(asks(Rule::Hurts, "ну что?", reply), "{reply}");
        }
    }

    #[test]
    fn the_tone_of_a_chat_is_the_owners() {
        let rough = Case::asked("ну что?").learnt(&[7], "ну?", "да ты дура, иди в жопу");
        assert!(!rough.asks(Rule::Hurts, "иди в жопу"));
        let elsewhere = Case::asked("ну что?").learnt(&[8], "ну?", "да ты дура, иди в жопу");
        assert!(elsewhere.asks(Rule::Hurts, "иди в жопу"), "of another chat");
        let jokes = Case::asked("ну что?").learnt(&[7], "ну?", "сдохни");
        assert!(jokes.asks(Rule::Hurts, "сдохни"), "never by itself");
        assert!(!asks(Rule::Hurts, "мама плачет", "плачет? почему"));
    }

    #[test]
    fn everyday_words_pass() {
        for reply in [
            "иди спать",
            "люблю тебя",
            "дурацкий день",
            "мы друзья же",
            "говорит что занят",
            "позвони потом",
            "he said no",
            "shut the door",
            "на проде пожар",
            "батарейка умирает",
            "какой я идиот",
            "i will leave you alone then",
        ] {
            assert!(!asks(Rule::Hurts, "ну что?", reply), "{reply}");
        }
    }
}
