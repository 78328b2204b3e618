//! What Russian names become among friends. One short form may be of several names, and one person may
//! be called by any of them: of whoever fits, the owner is asked.

use std::sync::LazyLock;

use super::is_form;
use super::spelling::{is_russian, roughly};

/// A name, and what its bearers are called, in small letters and without “ё”.
const SHORT: [&[&str]; 62] = [
    &["александр", "саша", "саня", "шура", "сашка"],
    &["александра", "саша", "шура"],
    &["алексей", "леша", "алеша", "леха"],
    &["алена", "лена"],
    &["алина", "аля"],
    &["анастасия", "настя", "ася"],
    &["анатолий", "толя"],
    &["андрей", "андрюша", "дрон"],
    &["анна", "аня", "анюта", "нюра", "анечка"],
    &["антон", "тоша", "антоха"],
    &["аркадий", "аркаша"],
    &["артем", "тема"],
    &["борис", "боря"],
    &["вадим", "вадик"],
    &["валентин", "валя"],
    &["валентина", "валя"],
    &["валерий", "валера"],
    &["валерия", "лера"],
    &["василий", "вася"],
    &["вера", "верочка"],
    &["вероника", "ника"],
    &["виктор", "витя"],
    &["виктория", "вика"],
    &["виталий", "виталик"],
    &["владимир", "вова", "володя"],
    &["владислав", "влад", "слава"],
    &["вячеслав", "слава"],
    &["галина", "галя"],
    &["георгий", "гоша", "жора"],
    &["григорий", "гриша"],
    &["даниил", "данила", "даня"],
    &["дарья", "даша"],
    &["дмитрий", "дима", "митя", "димон"],
    &["евгений", "женя"],
    &["евгения", "женя"],
    &["екатерина", "катя", "катюша"],
    &["елена", "лена"],
    &["елизавета", "лиза"],
    &["иван", "ваня"],
    &["ирина", "ира"],
    &["константин", "костя"],
    &["ксения", "ксюша"],
    &["леонид", "леня"],
    &["любовь", "люба"],
    &["людмила", "люда", "мила"],
    &["маргарита", "рита"],
    &["мария", "маша", "маруся"],
    &["михаил", "миша"],
    &["надежда", "надя"],
    &["наталья", "наталия", "наташа"],
    &["николай", "коля"],
    &["ольга", "оля"],
    &["павел", "паша"],
    &["петр", "петя"],
    &["роман", "рома"],
    &["светлана", "света"],
    &["сергей", "сережа", "серега"],
    &["софья", "софия", "соня"],
    &["станислав", "стас", "слава"],
    &["татьяна", "таня"],
    &["федор", "федя"],
    &["юлия", "юля"],
];

/// The same in the rough spelling.
static ROUGH: LazyLock<Vec<Vec<String>>> = LazyLock::new(|| {
    SHORT.iter().map(|names| names.iter().map(|name| roughly(name)).collect()).collect()
});

/// The names of people whom a word may call, each with its short forms, in the rough spelling: Саше is of
/// Александр and of Александра, and so is Sasha.
pub(super) fn named(word: &str) -> Vec<&'static [String]> {
    let (is_russian, rough) = (is_russian(word), roughly(word));
    let calls = |name: &str, spelled: &String| {
        if is_russian { word == name || is_form(word, name) } else { rough == *spelled }
    };
    let all = SHORT.iter().zip(ROUGH.iter());
    let called = all.filter(|(names, spelled)| {
        names.iter().zip(*spelled).any(|(name, spelled)| calls(name, spelled))
    });
    called.map(|(_, spelled)| &**spelled).collect()
}
