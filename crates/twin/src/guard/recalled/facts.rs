//! Questions for a fact that only the owner knows, and that is different every time: a time, a
//! sum, an address, a password, where the owner is. No past answer will do.

use style::language::{Concept, phrases};

use super::{Candidate, holds_any, money};
use crate::burst::Burst;

/// Russian, English. See [`holds`](super::holds) for the form.
const FACTS: &[&str] = &[
    // times and dates
    "во сколько",
    "со скольки",
    "до скольки",
    "к скольки",
    "в котором часу",
    "сколько времени",
    "какого числа",
    "какое число",
    "в какой день",
    "на какое время",
    "на какое число",
    "в какое время",
    "what time",
    "which day",
    "what day",
    "what date",
    "which date",
    "since when",
    "how long until",
    // amounts and sums
    "сколько сто*",
    "сколько я",
    "сколько с меня",
    "сколько с тебя",
    "сколько с вас",
    "сколько долж*",
    "сколько мы",
    "сколько ты",
    "сколько вы",
    "сколько у",
    "сколько там",
    "сколько надо",
    "сколько нужно",
    "сколько тебе",
    "сколько будет",
    "сколько выш*",
    "сколько плат*",
    "сколько денег",
    "сколько отдал*",
    "почем",
    "какая сумм*",
    "какую сумм*",
    "какая цен*",
    "какой бюджет",
    "какая цифр*",
    "какие цифр*",
    "за сколько",
    "на сколько",
    "по сколько",
    "how much",
    "how many",
    "what price",
    "whats the price",
    "what does it cost",
    "what amount",
    // places and addresses
    "какой адрес",
    "адрес скин*",
    "скинь адрес",
    "скиньте адрес",
    "дай адрес",
    "твой адрес",
    "ваш адрес",
    "напомни адрес",
    "по какому адресу",
    "какой индекс",
    "почтовый индекс",
    "номер дома",
    "номер квартиры",
    "какой вагон",
    "какой этаж",
    "какой подъезд",
    "what address",
    "whats the address",
    "your address",
    "the address",
    "send address",
    "postcode",
    "zip code",
    "which floor",
    // where the owner is, and when they will be there
    "ты где",
    "вы где",
    "где ты",
    "где вы",
    "где сейчас",
    "ты скоро",
    "вы скоро",
    "скоро будешь",
    "скоро будете",
    "скоро приед*",
    "скоро придешь",
    "скоро домой",
    "когда будешь",
    "когда будете",
    "когда приед*",
    "когда придешь",
    "когда придете",
    "когда верн*",
    "ты дома",
    "вы дома",
    "ты едешь",
    "вы едете",
    "ты на месте",
    "вы на месте",
    "в офисе",
    "where are you",
    "where r u",
    "where you at",
    "when will you be",
    "are you home",
    "are you at",
    "are you in the office",
    "on your way",
    "how far are you",
    "whats your eta",
    "ты на работе",
    "вы на работе",
    "на работе ?",
    "дома ?",
    "на месте ?",
    "ты уже",
    "вы уже",
    "у вас ?",
    "у тебя ?",
    "доехал*",
    "доедешь",
    "доедете",
    "выехал*",
    "выезжа*",
    "добрал*",
    "долетел*",
    "прилетел*",
    "приехал*",
    "уехал*",
    "вернулся ?",
    "вернулась ?",
    "вернулись ?",
    "далеко еще",
    "далеко ты",
    "далеко вы",
    "сколько ехать",
    "скоро там",
    "долго еще",
    "близко ?",
    "at work",
    "got home",
    "get home",
    "you home",
    "made it home",
    "on the way",
    "youre here",
    "how long will you",
    "when are you",
    // whether the owner can speak now
    "можешь говорить",
    "сможешь говорить",
    "сможете говорить",
    "можете говорить",
    "можешь созвон*",
    "можете созвон*",
    "можно позвонить",
    "можно набрать",
    "удобно говорить",
    "есть минут*",
    "найдется минут*",
    "can you talk",
    "can we talk",
    "free to talk",
    "free for a call",
    "can i call",
    "got a minute",
    "have a minute",
    "got a sec",
    "have a sec",
    "you free",
    "you available",
    // who stands at the door
    "я внизу",
    "мы внизу",
    "я у подъезда",
    "я у двери",
    "я под дверью",
    "подъехал*",
    "открывай",
    "открой дверь",
    "откройте",
    "впусти",
    "выходи",
    "выходите",
    "спускайся",
    "im downstairs",
    "im outside",
    "im here",
    "let me in",
    "open the door",
    // numbers, accounts and documents
    "какой номер",
    "номер карт*",
    "номер счет*",
    "номер телефон*",
    "номер паспорт*",
    "номер договор*",
    "твой номер",
    "ваш номер",
    "какую карт*",
    "какая карт*",
    "карту скинь",
    "скинь карту",
    "реквизит*",
    "какой у тебя паспорт",
    "паспорт*",
    "снилс",
    "инн",
    "какой ip",
    "what ip",
    "ip address",
    "card number",
    "account number",
    "phone number",
    "passport*",
    "iban",
    "ssn",
    // secrets
    "парол*",
    "пинкод*",
    "пин код*",
    "какой код",
    "код скинь",
    "скинь код",
    "код пришел",
    "код из",
    "код подтвержд*",
    "продиктуй код",
    "код от",
    "логин*",
    "токен*",
    "кодовое слово",
    "password*",
    "passcode*",
    "pin code",
    "whats the code",
    "the code",
    "verification code",
    "login code",
    "send me the code",
    "api key",
    "token*",
    "credentials",
];

/// Up to how many words may only press for what was asked before: "ну скинь".
const PRESSING_WORDS: usize = 4;

/// Whether a burst asks for such a fact, or presses for one that was asked for just before.
pub(crate) fn needs_facts(burst: &Burst) -> bool {
    asks_for_fact(&burst.words) || presses_for_fact(burst)
}

/// Whether a burst only presses for a fact that was asked for just before.
pub(crate) fn presses_for_fact(burst: &Burst) -> bool {
    !asks_for_fact(&burst.words)
        && burst.words.len() <= PRESSING_WORDS
        && !stands_alone(&burst.words)
        && asks_for_fact(&burst.unanswered)
}

/// Refuses what answered a question for such a fact, or what was said after one.
pub(super) fn refuses(candidate: &Candidate<'_>) -> bool {
    asks_for_fact(&candidate.asked)
}

pub(in crate::guard) fn asks_for_fact(words: &[String]) -> bool {
    holds_any(words, FACTS)
        || money::is_spoken_of(words)
        || phrases(words).iter().any(|found| found.concept == Concept::Where)
}

/// Whether words hold an everyday phrase that begins a talk of its own.
pub(in crate::guard) fn stands_alone(words: &[String]) -> bool {
    use Concept::{Greeting, Sorry};
    phrases(words).iter().any(|found| {
        !found.concept.leans_on_context() && !matches!(found.concept, Greeting | Sorry)
    })
}

#[cfg(test)]
mod tests {
    use style::language::{Concept, ways_to_say};

    use super::super::tests::refused_as_learnt;
    use super::{needs_facts, refuses};
    use crate::burst::Burst;
    use crate::guard::words_of;

    #[test]
    fn questions_for_facts_are_known() {
        for asked in [
            "Во сколько встречаемся?",
            "сколько стоит билет",
            "скинь пароль от вайфая",
            "Какой у тебя адрес? какой индекс",
            "кинь номер карты",
            "ты где",
            "Вы в офисе?",
            "where are you?",
            "what time is it?",
            "how much do I owe you",
            "what's the code?",
            "Пришёл код подтверждения, продиктуй код",
            "Ты на работе?",
            "Доехал?",
            "Вы выехали?",
            "Можешь говорить?",
            "got a minute?",
            "Я внизу",
            "Мастер у вас?",
            "скинь немножко",
            "выручи до стипендии",
            "can you lend me 50?",
        ] {
            assert!(needs_facts(&Burst::saying(asked)), "{asked}");
        }
    }

    #[test]
    fn ordinary_questions_are_not() {
        for asked in [
            "как дела?",
            "что делаешь",
            "когда увидимся?",
            "сколько лет, сколько зим!",
            "how are you",
            "did you see my PR?",
        ] {
            assert!(!needs_facts(&Burst::saying(asked)), "{asked}");
        }
    }

    #[test]
    fn every_way_to_ask_where_the_owner_is_is_known() {
        for asked in ways_to_say(Concept::Where) {
            assert!(needs_facts(&Burst::saying(asked)), "{asked}");
            assert!(needs_facts(&Burst::saying(&format!("Привет! {asked}?"))), "{asked}");
            assert!(refused_as_learnt(refuses, "ау", asked, "всё хорошо", 9), "{asked}");
        }
    }

    #[test]
    fn pressing_for_a_fact_is_asking_for_it() {
        let after = |unanswered: &str, asked: &str| {
            let unanswered = words_of(&[unanswered.to_owned()]);
            needs_facts(&Burst { unanswered, ..Burst::saying(asked) })
        };
        assert!(after("скинь пароль", "ну пришли"));
        assert!(after("скинь пароль", "привет, жду"));
        assert!(!after("скинь пароль", "ладно, как дела?"));
        assert!(!after("видел радугу?", "ну пришли"));
    }
}
