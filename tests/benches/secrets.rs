//! How long the encrypted file takes to read one secret from, and to keep many in.

use std::path::Path;
use std::time::{Duration, Instant};

use criterion::{BatchSize, Criterion, SamplingMode, criterion_group, criterion_main};
use jiff::Timestamp;
use stackday::domain::{SecretId, SecretRecord, SecretStoreKind};
use stackday::secret::{PassphraseSource, Secret, Vault, VaultOptions};
use tempfile::TempDir;
use tokio::runtime::Runtime;

type Entry = (SecretId, SecretRecord, Secret);

fn vault(folder: &Path) -> Vault {
    Vault::new(VaultOptions {
        folder: Some(folder.to_owned()),
        store: Some(SecretStoreKind::File),
        passphrase: Some(PassphraseSource::Environment(Secret::new("bench"))),
        ..VaultOptions::default()
    })
}

fn entries(number: usize) -> Vec<Entry> {
    let entry = |number| {
        let record = SecretRecord {
            place: SecretStoreKind::File,
            at: Timestamp::UNIX_EPOCH,
            generation: 0,
        };
        let id = SecretId::ApiKey(format!("project {number}"));
        (id, record, Secret::new("VxLtcy_OWkWoPKqs4uFhTg"))
    };
    (0..number).map(entry).collect()
}

/// An open vault with an empty file.
fn empty(runtime: &Runtime) -> (TempDir, Vault) {
    let folder = tempfile::tempdir().expect("a folder");
    let vault = vault(folder.path());
    runtime.block_on(vault.open()).expect("open");
    (folder, vault)
}

fn read_one(c: &mut Criterion) {
    let runtime = Runtime::new().expect("a runtime");
    let mut group = c.benchmark_group("secrets.enc: read one of");
    for number in [100, 10_000] {
        let (_folder, vault) = empty(&runtime);
        let all = entries(number);
        runtime.block_on(vault.put_many(&all)).expect("put");
        let (id, record, _) = &all[number / 2];
        group.bench_function(number.to_string(), |bencher| {
            bencher.iter(|| {
                let got = runtime.block_on(vault.get(id, record));
                got.expect("read").expect("there")
            });
        });
    }
    group.finish();
}

fn put(c: &mut Criterion) {
    let runtime = Runtime::new().expect("a runtime");
    let all = entries(1_000);
    let mut group = c.benchmark_group("secrets.enc: put 1,000");
    // The fewest rounds that there can be: one by one takes seconds.
    group.sample_size(10).sampling_mode(SamplingMode::Flat);
    group.bench_function("at once", |bencher| {
        bencher.iter_batched(
            || empty(&runtime),
            |(folder, vault)| {
                runtime.block_on(vault.put_many(&all)).expect("put");
                folder
            },
            BatchSize::PerIteration,
        );
    });
    group.bench_function("one by one", |bencher| {
        bencher.iter_custom(|rounds| {
            let mut took = Duration::ZERO;
            for _ in 0..rounds {
                let (_folder, vault) = empty(&runtime);
                let begun = Instant::now();
                for (id, record, secret) in &all {
                    let put = vault.put(id, record, secret);
                    runtime.block_on(put).expect("put");
                }
                took += begun.elapsed();
            }
            took
        });
    });
    group.finish();
}

criterion_group!(benches, read_one, put);
criterion_main!(benches);
