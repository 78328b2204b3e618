//! No times, dates, sums or amounts that the question does not name: they were true once.

use style::language::{Concept, phrases};

use super::{Candidate, held, holds, holds_any};

/// Russian, English: words that are true at one time only.
const DATED: &[&str] = &[
    "сегодня",
    "завтра",
    "послезавтра",
    "вчера",
    "позавчера",
    "вечером",
    "вечерком",
    "утром",
    "днем",
    "ночью",
    "в обед",
    "после обеда",
    "понедельник*",
    "вторник*",
    "сред*",
    "четверг*",
    "пятниц*",
    "суббот*",
    "воскресень*",
    "выходны*",
    "январ*",
    "феврал*",
    "март*",
    "апрел*",
    "мая",
    "мае",
    "июн*",
    "июл*",
    "август*",
    "сентябр*",
    "октябр*",
    "ноябр*",
    "декабр*",
    "полчас*",
    "час",
    "часа",
    "часу",
    "часов",
    "часам",
    "часик*",
    "минут*",
    "день",
    "дня",
    "дней",
    "дням",
    "год",
    "года",
    "году",
    "лет",
    "числа",
    "неделе",
    "недели",
    "неделю",
    "месяц*",
    "руб*",
    "тыщ*",
    "тысяч*",
    "₽",
    "евро",
    "доллар*",
    "баксов",
    "today",
    "tomorrow",
    "tonight",
    "yesterday",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "weekend",
    "january",
    "february",
    "april",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "hour",
    "hours",
    "minutes",
    "mins",
    "week",
    "weeks",
    "month",
    "months",
    "year",
    "years",
    "days",
    "morning",
    "afternoon",
    "evening",
    "night",
    "next",
    "dollars",
    "bucks",
    "euros",
    "quid",
    "oclock",
    "noon",
    "midnight",
    "пять",
    "пяти",
    "шесть",
    "шести",
    "семь",
    "семи",
    "восемь",
    "восьми",
    "девять",
    "девяти",
    "десять",
    "десяти",
    "полпервого",
    "полвторого",
    "полтретьего",
    "полчетвертого",
    "полпятого",
    "полшестого",
    "полседьмого",
    "полвосьмого",
    "полдевятого",
    "полдесятого",
    "одиннадцат*",
    "двенадцат*",
    "пятнадцат*",
    "двадцат*",
    "тридцат*",
    "сорок",
    "пятьдесят",
    "сто",
    "двести",
    "триста",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "fifteen",
    "twenty",
    "thirty",
    "forty",
    "fifty",
    "hundred",
    "thousand",
];

/// Words that begin like a word of [`DATED`] and are none.
const NOT_DATED: &[&str] =
    &["среди", "средств*", "средн*", "маршрут*", "марти*", "рубаш*", "рубил*"];

/// Russian, English: phrases that are.
const DATED_PHRASES: &[&str] = &[
    "в обед",
    "после обеда",
    "к часу",
    "в два",
    "в три",
    "в четыре",
    "к двум",
    "к трем",
    "к четырем",
    "до двух",
    "до трех",
    "до четырех",
    "после двух",
    "после трех",
    "после четырех",
    "с двух",
    "с трех",
    "с четырех",
    "через два",
    "через две",
    "через три",
    "через четыре",
    "at one",
    "at two",
    "at three",
    "at four",
    "later today",
    "до вечера",
    "до конца",
    "до утра",
    "до обеда",
    "до ночи",
    "к вечеру",
    "к утру",
    "к обеду",
    "к концу",
    "this evening",
    "this morning",
    "this afternoon",
    "by the end of",
];

pub(super) fn refuses(candidate: &Candidate<'_>) -> bool {
    tells_more(&candidate.words, &candidate.burst.words)
}

/// Whether words tell a time, a date, a sum or an amount that others do not name.
pub(in crate::guard) fn tells_more(words: &[String], named: &[String]) -> bool {
    let said = &without_greetings(words);
    let unsupported =
        |word: &String| !named.iter().any(|other| other == word || alike(other, word));
    let dated = |word: &String| {
        let word = std::slice::from_ref(word);
        holds_any(word, DATED) && !holds_any(word, NOT_DATED)
    };
    let numeric = |word: &String| word.chars().any(char::is_numeric);
    said.iter().any(|word| (numeric(word) || dated(word)) && unsupported(word))
        || held(said, DATED_PHRASES).any(|phrase| !holds(named, phrase))
}

/// The words that greet or congratulate name days and hours and tell none.
fn without_greetings(words: &[String]) -> Vec<String> {
    let greets = |concept: Concept| concept.is_of_the_hour() || concept == Concept::Congratulation;
    let found = phrases(words);
    let greetings: Vec<_> = found.iter().filter(|found| greets(found.concept)).collect();
    let in_greeting = |place| {
        greetings.iter().any(|found| (found.start..found.start + found.len).contains(&place))
    };
    words
        .iter()
        .enumerate()
        .filter(|(place, _)| !in_greeting(*place))
        .map(|(_, word)| word.clone())
        .collect()
}

/// Whether two words are forms of one: "пятница", "пятницу". Numbers have no forms.
fn alike(a: &str, b: &str) -> bool {
    let letters_only = |word: &str| word.chars().all(char::is_alphabetic);
    let shared = a.chars().zip(b.chars()).take_while(|(a, b)| a == b).count();
    let lengths = a.chars().count().abs_diff(b.chars().count());
    letters_only(a) && letters_only(b) && shared >= 5 && lengths <= 3
}

#[cfg(test)]
mod tests {
    use super::super::tests::refused;
    use super::refuses;

    #[test]
    fn times_and_sums_of_another_day_are_refused() {
        for answer in [
            "в 7",
            "буду в 19:30",
            "завтра скину",
            "в пятницу",
            "через полчаса",
            "500 руб",
            "see you tomorrow",
            "at noon",
            "in 5 mins",
            "Перезвоню через 10 минут",
            "после трёх",
            "до двух занят",
            "к пяти",
            "через пару дней",
            "в следующем году",
            "in two weeks",
            "later today",
            "next time",
        ] {
            assert!(refused(refuses, "когда?", answer), "{answer}");
        }
    }

    #[test]
    fn what_the_question_names_may_be_repeated() {
        assert!(!refused(refuses, "завтра созвон, будешь?", "да, завтра буду"));
        assert!(!refused(refuses, "в пятницу деплоим?", "пятница это святое"));
        assert!(!refused(refuses, "meet tomorrow?", "tomorrow works"));
        assert!(refused(refuses, "завтра созвон?", "в 7"));
        assert!(refused(refuses, "заказ 12345?", "да, 123456"));
        assert!(refused(refuses, "скинь пятьдесят", "пятьдесятдевять рублей"));
    }

    #[test]
    fn undated_answers_pass() {
        for answer in [
            "скоро",
            "уже иду",
            "on my way",
            "средства есть",
            "один среди многих",
            "сейчас",
            "Добрый день!",
            "с новым годом",
        ] {
            assert!(!refused(refuses, "когда?", answer), "{answer}");
        }
    }
}
