//! Whom the owner means, from a name as they say it: in any case, in Russian in any grammatical case,
//! by a part of it, or by the public name.

use domain::Peer;

use super::command::plain;

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
    /// Its words stand there in another grammatical case.
    Inflected,
    /// Words there begin with its words.
    Beginning,
}

/// So many letters at least say which word another one is the beginning of, or a form of.
const TELLING: usize = 3;

/// Of some people, the one whom a name means.
pub(super) fn find<T>(name: &str, people: impl IntoIterator<Item = (Peer, T)>) -> Found<T> {
    let mut best = Fit::Beginning;
    let mut found = Vec::new();
    for (peer, what) in people {
        let Some(fit) = fit(name, &peer) else { continue };
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

fn fit(name: &str, peer: &Peer) -> Option<Fit> {
    let name = plain(name);
    if let Some(public) = name.strip_prefix('@') {
        let is_it = peer.username.as_deref().is_some_and(|username| plain(username) == public);
        return is_it.then_some(Fit::Whole);
    }
    let (given, title) = (words(&name), plain(&peer.title));
    let title = words(&title);
    if given.is_empty() {
        return None;
    }
    if given == title {
        return Some(Fit::Whole);
    }
    let best = |word: &String| title.iter().filter_map(|of| word_fits(word, of)).min();
    let fits: Option<Vec<Fit>> = given.iter().map(best).collect();
    fits?.into_iter().max()
}

fn words(text: &str) -> Vec<String> {
    let parts = text.split(|c: char| !c.is_alphanumeric());
    parts.filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

fn word_fits(given: &str, of: &str) -> Option<Fit> {
    if given == of {
        return Some(Fit::Words);
    }
    if is_form(given, of) {
        return Some(Fit::Inflected);
    }
    let is_telling = given.chars().count() >= TELLING;
    (is_telling && of.starts_with(given)).then_some(Fit::Beginning)
}

/// How Russian names end, and how their forms end instead, beyond what both share.
const ENDS: [&str; 13] = ["", "а", "я", "й", "ь", "о", "е", "ий", "ый", "ой", "ая", "яя", "ья"];
const FORMS: [&str; 34] = [
    "", "а", "я", "у", "ю", "е", "и", "ы", "ой", "ей", "ою", "ею", "ом", "ем", "ью", "м", "х",
    "го", "му", "ого", "его", "ому", "ему", "ым", "им", "ую", "юю", "ию", "ии", "ей", "ьи", "ье",
    "ых", "их",
];

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
            let others = ["Антон", "Anna", "Ольга", "Марат"];
            for form in forms.split(' ') {
                let people = others.iter().chain([&name]).map(|title| person(title, None));
                assert_eq!(find(form, people), one(name), "{form}");
            }
        }
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
