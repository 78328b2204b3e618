//! The corpus of the fuzz targets (`fuzz/corpus`) goes through what they call.

use std::fs;
use std::path::Path;

/// The targets, and the least that the corpus of each holds.
const TARGETS: [(&str, fn(&[u8]), usize); 2] =
    [("export", style::fuzz::export, 12), ("talk", style::fuzz::talk, 5)];

#[test]
fn what_the_corpus_holds_is_borne() {
    for (target, run, least) in TARGETS {
        let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target);
        let mut files = 0;
        for entry in fs::read_dir(corpus).unwrap() {
            run(&fs::read(entry.unwrap().path()).unwrap());
            files += 1;
        }
        assert!(files >= least, "{target} has {files} inputs");
    }
}
