//! Whom the owner means, from a name as they say it: in any case, in Russian in any grammatical case,
//! in either alphabet, by a part of it, by what friends say for it, or by the public name.
//!
//! | module | what it holds |
//! |---|---|
//! | `spelling` | names in another alphabet |
//! | `short` | what friends say for Russian names |

mod short;
mod spelling;

use domain::Peer;

use super::command::{is_nearly, plain};
use spelling::roughly;

/// Who fits a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Found<T> {
    /// Nobody.
    Nobody,
    /// This one.
    One(T),
    /// All of these, one as well as another.
    Many(Vec<T>),
}

/// How well a name fits, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    /// It is all of the name, or the public name.
    Whole,
    /// Its words stand there.
    Words,
    /// Its words stand there in another grammatical case, or in another alphabet.
    Inflected,
    /// What stands there is another form of the same name, as friends say it.
    Short,
    /// Words there begin with its words.
    Beginning,
}

/// So many letters at least say which word another one is the beginning of, or a form of.
const TELLING: usize = 3;

/// A name as the owner says it.
struct Given {
    plain: String,
    words: Vec<GivenWord>,
}

/// A word of it, in the ways in which it is compared.
struct GivenWord {
    word: String,
    rough: String,
    /// The names in the rough spelling of which it may be a form.
    names: Vec<String>,
    /// What the bearers of such names are called.
    called: Vec<&'static [String]>,
}

impl Given {
    fn of(name: &str) -> Self {
        let plain = plain(name);
        let words = words(&plain).into_iter().map(|word| GivenWord {
            rough: roughly(&word),
            names: if spelling::is_russian(&word) { rough_names(&word) } else { Vec::new() },
            called: short::named(&word),
            word,
        });
        Self { words: words.collect(), plain }
    }
}

/// Of some people, the one whom a name means.
pub(super) fn find<T>(name: &str, people: impl IntoIterator<Item = (Peer, T)>) -> Found<T> {
    let given = Given::of(name);
    let mut best = Fit::Beginning;
    let mut found = Vec::new();
    for (peer, what) in people {
        let Some(fit) = fit(&given, &peer) else { continue };
        if fit < best {
            found.clear();
            best = fit;
        }
        if fit == best {
            found.push(what);
        }
    }
    match found.len() {
        0 | 1 => found.pop().map_or(Found::Nobody, Found::One),
        _ => Found::Many(found),
    }
}

/// Whether a name that nobody has may be that of somebody with a slip of the keys, or begins like it.
pub(super) fn is_near(name: &str, peer: &Peer) -> bool {
    let given = Given::of(name);
    let title = words(&plain(&peer.title));
    let near = |given: &GivenWord, of: &str| {
        let rough = roughly(of);
        let alike = given.rough.chars().zip(rough.chars()).take_while(|(a, b)| a == b).count();
        is_nearly(&given.rough, &rough) || alike >= TELLING
    };
    given.words.iter().any(|given| title.iter().any(|of| near(given, of)))
}

fn fit(name: &Given, peer: &Peer) -> Option<Fit> {
    if let Some(public) = name.plain.strip_prefix('@') {
        let is_it = peer.username.as_deref().is_some_and(|username| plain(username) == public);
        return is_it.then_some(Fit::Whole);
    }
    let title = words(&plain(&peer.title));
    if name.words.is_empty() {
        return None;
    }
    if name.words.iter().map(|given| &given.word).eq(&title) {
        return Some(Fit::Whole);
    }
    let best = |given: &GivenWord| title.iter().filter_map(|of| word_fits(given, of)).min();
    let fits: Option<Vec<Fit>> = name.words.iter().map(best).collect();
    fits?.into_iter().max()
}

fn words(text: &str) -> Vec<String> {
    let parts = text.split(|c: char| !c.is_alphanumeric());
    parts.filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

fn word_fits(given: &GivenWord, of: &str) -> Option<Fit> {
    let GivenWord { word, rough, names, called } = given;
    if word == of {
        return Some(Fit::Words);
    }
    let spelled = roughly(of);
    let is_in_another = spelling::is_russian(word) != spelling::is_russian(of);
    if is_form(word, of) || is_in_another && (*rough == spelled || names.contains(&spelled)) {
        return Some(Fit::Inflected);
    }
    if called.iter().any(|names| names.contains(&spelled)) {
        return Some(Fit::Short);
    }
    let is_telling = word.chars().count() >= TELLING;
    let begins = of.starts_with(&**word) || is_in_another && spelled.starts_with(&**rough);
    (is_telling && begins).then_some(Fit::Beginning)
}

/// The names of which a Russian word may be a form, as they are written in Latin letters: Анне is Anna.
fn rough_names(given: &str) -> Vec<String> {
    let most = LONGEST_FORM.min(given.chars().count().saturating_sub(TELLING));
    let split = (0..=most).map(|letters| split_from_end(given, letters));
    split
        .filter(|(_, form)| FORMS.contains(form))
        .flat_map(|(stem, form)| {
            let is_theirs = |end: &&&str| !end.is_empty() || !FEMININE.contains(&form);
            ENDS.iter()
                .filter(is_theirs)
                .map(|end| roughly(&format!("{stem}{end}")))
                .collect::<Vec<_>>()
        })
        .collect()
}

/// A word without so many letters at its end, and these.
fn split_from_end(word: &str, letters: usize) -> (&str, &str) {
    let at = word.char_indices().rev().take(letters).last().map_or(word.len(), |(at, _)| at);
    word.split_at(at)
}

/// How Russian names end, and how their forms end instead, beyond what both share.
const ENDS: [&str; 13] = ["", "а", "я", "й", "ь", "о", "е", "ий", "ый", "ой", "ая", "яя", "ья"];
const FORMS: [&str; 34] = [
    "", "а", "я", "у", "ю", "е", "и", "ы", "ой", "ей", "ою", "ею", "ом", "ем", "ью", "м", "х",
    "го", "му", "ого", "его", "ому", "ему", "ым", "им", "ую", "юю", "ию", "ии", "ей", "ьи", "ье",
    "ых", "их",
];

/// Letters of the longest of them.
const LONGEST_FORM: usize = 3;

/// Forms that a name without an end of its own does not have: Яной is Яна, not Ян.
const FEMININE: [&str; 7] = ["ой", "ей", "ою", "ею", "ью", "ую", "юю"];

/// Whether a word may be a form of a Russian name.
fn is_form(given: &str, name: &str) -> bool {
    let is_russian = |word: &str| word.chars().all(|c| matches!(c, 'а'..='я'));
    if !is_russian(given) || !is_russian(name) {
        return false;
    }
    // Павел, Павлу; Лев, Льву.
    let mut ways = vec![name.to_owned()];
    let letters: Vec<char> = name.chars().collect();
    if let [before @ .., 'е' | 'о', last] = &letters[..]
        && !matches!(last, 'а' | 'е' | 'и' | 'о' | 'у' | 'й')
    {
        let before: String = before.iter().collect();
        ways.extend([format!("{before}{last}"), format!("{before}ь{last}")]);
    }
    ways.iter().any(|name| {
        let shared = name.chars().zip(given.chars()).take_while(|(a, b)| a == b).count();
        let rest = |word: &str| word.chars().skip(shared).collect::<String>();
        let (end, form) = (rest(name), rest(given));
        // Яна, Яне: of a short name all but its end must be there.
        let is_short = name.chars().count() <= TELLING && shared + 1 >= name.chars().count();
        (shared >= TELLING || (is_short && shared >= 2))
            && ENDS.contains(&&*end)
            && FORMS.contains(&&*form)
            && !(end.is_empty() && FEMININE.contains(&&*form))
    })
}

#[cfg(test)]
mod tests {
    use domain::{PeerFlags, PeerId, PeerKind};

    use super::*;

    fn person(title: &str, username: Option<&str>) -> (Peer, String) {
        let peer = Peer {
            id: PeerId(1),
            kind: PeerKind::User,
            title: title.to_owned(),
            username: username.map(str::to_owned),
            flags: PeerFlags::default(),
        };
        (peer, title.to_owned())
    }

    fn one(name: &str) -> Found<String> {
        Found::One(name.to_owned())
    }

    #[test]
    fn names_are_known_in_every_grammatical_case() {
        for (name, forms) in [
            ("Анна", "Анна Анны Анне Анну Анной АННЕ"),
            ("Яна", "Яны Яне Яну Яной"),
            ("Оля", "Оле Олю Олей"),
            ("Илья", "Ильи Илье Илью Ильей"),
            ("Мария", "Марии Марию Марией"),
            ("Наталья", "Натальи Наталье"),
            ("Пётр", "Петра Петру Пётру Петром"),
            ("Павел", "Павла Павлу Павлом"),
            ("Лев", "Льва Льву Львом"),
            ("Сергей", "Сергея Сергею Сергеем"),
            ("Игорь", "Игоря Игорю Игорем"),
            ("Дмитрий", "Дмитрия Дмитрию Дмитрием"),
            ("Любовь", "Любови Любовью"),
            ("Толстой", "Толстого Толстому"),
            ("Достоевский", "Достоевскому"),
            ("Мама", "маме мамой"),
        ] {
            let others = ["Антон", "Hans", "Ольга", "Марат"];
            for form in forms.split(' ') {
                let people = others.iter().chain([&name]).map(|title| person(title, None));
                assert_eq!(find(form, people), one(name), "{form}");
            }
        }
    }

    #[test]
    fn names_are_known_in_the_other_alphabet_and_as_friends_say_them() {
        for (title, given) in [
            ("Анна", "Anna ann"),
            ("Аня", "Anya Anna Анне Аню"),
            ("Anna Smith", "Анна Анне Аней Анны"),
            ("Пётр", "Pyotr Petr Petya Пете"),
            ("Юлия", "Julia Yulia Юле"),
            ("Дмитрий Волков", "Dmitry Dima Диме Volkov"),
            ("Лёша", "Алексею Alexey Alyosha Лехе"),
            ("Sasha", "Александру Саше"),
            ("Наталья", "Natasha Наташе Наталии"),
        ] {
            for given in given.split(' ') {
                let people = ["Борис", "Hans", "Ольга", title].map(|title| person(title, None));
                assert_eq!(find(given, people), one(title), "{given}");
            }
        }
        let people = || ["Александр", "Александра", "Аня", "Анна"].map(|title| person(title, None));
        let both = ["Александр", "Александра"].map(str::to_owned).to_vec();
        assert_eq!(find("Саше", people()), Found::Many(both));
        assert_eq!(find("Anna", people()), one("Анна"), "the nearest counts");
    }

    #[test]
    fn what_is_nearly_a_name_is_near() {
        let near = |given: &str, title: &str| is_near(given, &person(title, None).0);
        assert!(near("Anan", "Анна") && near("Мраина", "Марина") && near("Dmitro", "Дмитрий"));
        assert!(!near("Boris", "Анна") && !near("…", "Анна"));
    }

    #[test]
    fn others_are_not_taken_for_them() {
        for (given, title) in [
            ("Марине", "Мария"),
            ("Марии", "Марина"),
            ("Анне", "Антон"),
            ("Ане", "Ян"),
            ("Ann", "Hannah"),
            ("An", "Anna"),
            ("Marina", "Мария"),
            ("Анне", "Anton"),
            ("Olga", "Олег"),
            ("Саше", "Сергей"),
            ("Анне Петровой", "Анна"),
            ("Анне цветы", "Анна Петрова"),
            ("@anna", "Anna"),
            ("…", "Анна"),
            ("Олегу", "Оля"),
        ] {
            assert_eq!(find(given, [person(title, None)]), Found::Nobody, "{given} {title}");
        }
    }

    #[test]
    fn of_several_the_best_counts_and_equals_are_all_named() {
        let people = || {
            ["Анна", "Анна Петрова", "Анна Кузьмина", "Alexander", "Alexandra"]
                .into_iter()
                .map(|title| person(title, (title == "Анна Петрова").then_some("anna_p")))
        };
        assert_eq!(find("анна", people()), one("Анна"), "it is all of the name");
        assert_eq!(find("Анне Петровой", people()), one("Анна Петрова"));
        assert_eq!(find("Петровой", people()), one("Анна Петрова"));
        assert_eq!(find("@Anna_P", people()), one("Анна Петрова"));
        let all = ["Анна", "Анна Петрова", "Анна Кузьмина"].map(str::to_owned).to_vec();
        assert_eq!(find("Анне", people()), Found::Many(all));
        let both = ["Alexander", "Alexandra"].map(str::to_owned).to_vec();
        assert_eq!(find("alex", people()), Found::Many(both));
        let alike = ["Ян", "Яна"].map(str::to_owned);
        let people = || alike.iter().map(|title| person(title, None));
        assert_eq!(find("Яну", people()), Found::Many(alike.to_vec()), "it may be either");
        assert_eq!(find("Яной", people()), one("Яна"));
    }
}
