//! A question for what only the owner knows is answered with what is known here, or by the owner.

use style::language::stem;

use super::super::phrases::{held, holds, holds_any};
use super::super::recalled::facts::asks_for_fact;
use super::Outcome;
use super::reply::Reply;

/// Russian, English: questions for such facts that past answers are not searched for.
const MORE: &[&str] = &[
    "у тебя адрес",
    "у вас адрес",
    "где живешь",
    "где ты живешь",
    "где живете",
    "где ты работаешь",
    "твой телефон",
    "твой номер",
    "дата рождения",
    "когда у тебя день",
    "сколько тебе лет",
    "сколько ты зарабатыв*",
    "девичья фамилия",
    "кличка",
    "ключ от",
    "под ковриком",
    "where do you live",
    "where do you work",
    "your phone",
    "your number",
    "date of birth",
    "your birthday",
    "how old are you",
    "maiden name",
    "how much do you earn",
    "your salary",
    "your email",
    "твоя почта",
    "твой адрес",
];

/// Russian, English: what happens to people, which nobody makes up for them.
const LIFE: &[&str] = &[
    "уволил*",
    "увольняюсь",
    "уволюсь",
    "развелся",
    "развелась",
    "развелись",
    "развожусь",
    "разводимся",
    "расстались",
    "беременн*",
    "женюсь",
    "женился",
    "женимся",
    "замуж",
    "обручил*",
    "родил",
    "родила",
    "родился",
    "родилась",
    "умер",
    "умерла",
    "умерли",
    "похорон*",
    "болею",
    "заболел*",
    "болен",
    "больна",
    "диагноз*",
    "операци* у меня",
    "у меня рак",
    "в больниц*",
    "у меня температура",
    "у меня жар",
    "у меня ковид",
    "у меня грипп",
    "у меня давление",
    "у меня инфаркт",
    "мне плохо",
    "мне очень плохо",
    "я болен",
    "простыл*",
    "отравил*",
    "сломал ногу",
    "сломал руку",
    "сломала ногу",
    "сломала руку",
    "я пьян*",
    "я бухой",
    "я бухая",
    "я напил*",
    "я под кайфом",
    "в разводе",
    "выиграл*",
    "посадили",
    "арестова*",
    "купил машину",
    "купил квартиру",
    "изменил*",
    "pregnant",
    "divorce*",
    "divorcing",
    "got married",
    "getting married",
    "engaged",
    "got fired",
    "was fired",
    "quit my job",
    "resigned",
    "cancer",
    "diagnosed",
    "died",
    "passed away",
    "funeral",
    "broke up",
    "arrested",
    "im sick",
    "i am sick",
    "got sick",
    "gave birth",
    "in hospital",
    "i have a fever",
    "have a temperature",
    "i have covid",
    "i have the flu",
    "im ill",
    "i am ill",
    "im drunk",
    "i am drunk",
    "so drunk",
    "im wasted",
    "broke my leg",
    "broke my arm",
    "in the hospital",
];

/// Russian, English: what asks or wants, in a text without a question mark.
const WANTS: &[&str] = &[
    "какой",
    "какая",
    "какое",
    "какие",
    "какую",
    "каков",
    "сколько",
    "где",
    "куда",
    "когда",
    "кто",
    "чей",
    "чья",
    "почем",
    "дай*",
    "скинь*",
    "скинешь",
    "кинь*",
    "пришли*",
    "подскажи*",
    "скажи*",
    "напомни*",
    "продиктуй*",
    "назови*",
    "напиши*",
    "покажи*",
    "отправь*",
    "вышли*",
    "займи*",
    "одолжи*",
    "выручи*",
    "нужн*",
    "надо",
    "жду",
    "прошу",
    "пожалуйста",
    "плиз",
    "помоги*",
    "можешь",
    "можете",
    "можно",
    "what*",
    "where*",
    "when",
    "which",
    "who*",
    "how",
    "tell",
    "send",
    "give",
    "show",
    "share",
    "remind",
    "need*",
    "want*",
    "please",
    "pls",
    "can",
    "could",
    "lend",
    "waiting",
];
/// A text of so many words that asks for nothing tells something.
const TELLING: usize = 12;

pub(super) fn object(reply: &Reply<'_>) -> Option<Outcome> {
    if held(&reply.words, LIFE).any(|phrase| !holds(&reply.said_words, phrase)) {
        return Some(Outcome::AskOwner);
    }
    let asks =
        !only_tells(reply) && (asks_for_fact(&reply.pressed) || holds_any(&reply.pressed, MORE));
    if !asks || reply.folded.iter().all(|text| text.trim_end().ends_with('?')) {
        return None;
    }
    let backed = |word: &str| reply.backed.iter().any(|known| stem(known) == stem(word));
    let mut telling = reply
        .content_words()
        .filter(|word| !reply.asked_words.iter().any(|asked| asked == word))
        .peekable();
    let is_known = telling.peek().is_some() && telling.all(backed);
    (!is_known).then_some(Outcome::AskOwner)
}

/// Whether what is to be answered is a tale in which a password or money merely comes up.
fn only_tells(reply: &Reply<'_>) -> bool {
    reply.asked_words.len() >= TELLING
        && !reply.asked.iter().any(|text| text.contains('?'))
        && !holds_any(&reply.asked_words, WANTS)
}

#[cfg(test)]
mod tests {
    use super::super::Rule;
    use super::super::testing::{Case, asks};

    #[test]
    fn what_only_the_owner_knows_is_asked_about() {
        for (asked, reply) in [
            ("ты где?", "тут"),
            ("ты дома?", "да"),
            ("какой у тебя адрес?", "тот же"),
            ("how much is it?", "not much"),
            ("пароль от вайфая какой?", "обычный"),
        ] {
            assert!(asks(Rule::Facts, asked, reply), "{asked} {reply}");
        }
        for reply in [
            "я увольняюсь",
            "мы расстались",
            "i got married",
            "у меня температура",
            "я пьяный",
            "i have a fever",
            "im drunk",
        ] {
            assert!(asks(Rule::Facts, "что нового?", reply), "{reply}");
        }
        assert!(!asks(Rule::Facts, "она беременна!", "беременна? ого"));
        assert!(!asks(Rule::Facts, "ты где?", "а что?"));
        let case = Case::asked("как настрой?").other_said("скинь пароль");
        assert!(!case.asks(Rule::Facts, "боевой"), "it begins a talk of its own");
        assert!(Case::asked("ну скинь").other_said("пароль какой?").asks(Rule::Facts, "обычный"));
        let tale = "прикинь, вчера поменял токен в сборке, а она всё равно упала, весь вечер чинил";
        assert!(!asks(Rule::Facts, tale, "классика"));
        assert!(asks(Rule::Facts, &format!("{tale}. скинь новый"), "обычный"));
        assert!(asks(Rule::Facts, &format!("{tale}. а у тебя?"), "обычный"));
        for asked in ["как дела?", "как настрой?", "как настроение?", "как жизнь?"]
        {
            assert!(!asks(Rule::Facts, asked, "норм"), "{asked}");
        }
    }

    #[test]
    fn what_is_known_is_told() {
        let mut case = Case::asked("какой у тебя адрес?");
        case.supported = vec!["Адрес: улица Садовая"];
        assert!(!case.asks(Rule::Facts, "Садовая улица"));
        assert!(case.asks(Rule::Facts, "Цветочная улица"));
    }
}
