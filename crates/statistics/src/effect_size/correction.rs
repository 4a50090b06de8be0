//! The correction of a standardised mean difference for small samples.

use super::error::{EffectError, Quantity, at_least};

/// Beyond these degrees of freedom the usual approximation is closer than the rounding of the exact form.
const LARGE_DF: f64 = 50_000.0;

/// J(df) = Gamma(df / 2) / (sqrt(df / 2) Gamma((df - 1) / 2)), Hedges 1981.
///
/// # Errors
/// Fewer than 2 degrees of freedom.
pub fn small_sample_correction(df: f64) -> Result<f64, EffectError> {
    let df = at_least(Quantity::Df, df, 2.0)?;
    Ok(if df > LARGE_DF {
        1.0 - 3.0 / (4.0 * df - 1.0)
    } else {
        (ln_gamma(df / 2.0) - (df / 2.0).ln() / 2.0 - ln_gamma((df - 1.0) / 2.0)).exp()
    })
}

/// ln Gamma(x) for positive x: up by the recurrence, then Stirling's series.
fn ln_gamma(x: f64) -> f64 {
    let (mut x, mut below) = (x, 1.0);
    while x < 15.0 {
        below *= x;
        x += 1.0;
    }
    let square = x * x;
    let series = (1.0 / 12.0 - (1.0 / 360.0 - (1.0 / 1260.0 - 1.0 / (1680.0 * square)) / square) / square) / x;
    (x - 0.5) * x.ln() - x + (2.0 * std::f64::consts::PI).ln() / 2.0 + series - below.ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// R 4.2: exp(lgamma(m/2) - log(sqrt(m/2)) - lgamma((m-1)/2)).
    #[test]
    fn as_in_r() {
        let table = [
            (2.0, 0.564189583547756),
            (3.0, 0.723601254558268),
            (10.0, 0.922745608053087),
            (98.0, 0.992324087420560),
            (1000.0, 0.999249781179478),
            (49_999.0, 0.999984999619940),
            (60_000.0, 0.999987499924738),
        ];
        for (df, expected) in table {
            let got = small_sample_correction(df).unwrap();
            assert!((got - expected).abs() < 5e-11, "{df}: {got} {expected}");
        }
    }

    #[test]
    fn too_few_degrees_of_freedom() {
        assert!(small_sample_correction(1.9).is_err());
        assert!(small_sample_correction(f64::NAN).is_err());
    }
}
