//! Files: do the files that an address names hold what the client takes for granted?

use super::BadAddress;
use super::parameters::Parameters;
use rustls::RootCertStore;
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::CertifiedKey;
use std::fs::File;
use std::path::Path;

/// Reads every file that the client will read: it panics over what is not in order.
pub(super) fn check(parameters: &Parameters) -> Result<(), BadAddress> {
    match &parameters.ca_file {
        Some(file) => {
            let mut roots = RootCertStore::empty();
            for certificate in certificates("tlsCaFile", file)? {
                roots.add(certificate).map_err(|_| bad("tlsCaFile", NO_CERTIFICATE))?;
            }
        }
        None => check_roots(parameters.tls && parameters.verify)?,
    }
    if let Some(files) = &parameters.user_files {
        let chain = certificates("userCertFile", &files.certificate)?;
        readable("userKeyFile", &files.key)?;
        let key = PrivateKeyDer::from_pem_file(&files.key)
            .map_err(|_| bad("userKeyFile", "does not hold a private key in PEM"))?;
        CertifiedKey::from_der(chain, key, &aws_lc_rs::default_provider())
            .map_err(|_| bad("userKeyFile", "does not fit the certificate in userCertFile"))?;
    }
    Ok(())
}

const NO_CERTIFICATE: &str = "does not hold certificates in PEM";

fn certificates(
    name: &'static str,
    file: &Path,
) -> Result<Vec<CertificateDer<'static>>, BadAddress> {
    readable(name, file)?;
    let read = CertificateDer::pem_file_iter(file).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    read.ok().filter(|it| !it.is_empty()).ok_or(bad(name, NO_CERTIFICATE))
}

fn readable(name: &'static str, file: &Path) -> Result<(), BadAddress> {
    let is_file = File::open(file).and_then(|it| it.metadata()).is_ok_and(|it| it.is_file());
    if is_file { Ok(()) } else { Err(bad(name, "cannot be read")) }
}

/// Whether this machine's own roots can be read, which the client wants to even without TLS.
fn check_roots(needed: bool) -> Result<(), BadAddress> {
    let read = rustls_native_certs::load_native_certs();
    let mut roots = RootCertStore::empty();
    let count = read.certs.len();
    let (added, _) = roots.add_parsable_certificates(read.certs);
    let is_sound = read.errors.is_empty() && added == count;
    if super::super::names::PANICS_OVER_TLS && !is_sound || needed && added == 0 {
        return Err(BadAddress::Roots);
    }
    Ok(())
}

fn bad(name: &'static str, problem: &'static str) -> BadAddress {
    BadAddress::File { name, problem }
}
