# python multilevel.py > multilevel.json ; mpmath, 40 digits.
# The REML maximum of the two multilevel models of konstantopoulos2011, where the derivative of the restricted
# likelihood is zero, with dense matrices: metafor's optimisers stop at about 7 digits of the variances.
import csv, json
from mpmath import mp, mpf, matrix, log, pi, sqrt, erfc, findroot
mp.dps = 40
rows = list(csv.DictReader(open("csv/konstantopoulos2011.csv")))
# the binary doubles that R and Rust read
y = [mpf(float(r["yi"])) for r in rows]; v = [mpf(float(r["vi"])) for r in rows]; g = [r["district"] for r in rows]
k = len(y)
def parts(a, b):
    V = matrix(k, k)
    for i in range(k):
        for j in range(k):
            V[i, j] = (a if g[i] == g[j] else 0) + ((v[i] + b) if i == j else 0)
    W = V ** -1
    w = [sum(W[i, j] for j in range(k)) for i in range(k)]
    S = sum(w); mu = sum(w[i] * y[i] for i in range(k)) / S
    r = [sum(W[i, j] * (y[j] - mu) for j in range(k)) for i in range(k)]
    return V, W, w, S, mu, r
def slope(a, b):
    V, W, w, S, mu, r = parts(a, b)
    same = [(i, j) for i in range(k) for j in range(k) if g[i] == g[j]]
    s1 = sum(W[i, j] - w[i] * w[j] / S - r[i] * r[j] for i, j in same)
    s2 = sum(W[i, i] - w[i] ** 2 / S - r[i] ** 2 for i in range(k))
    return s1, s2
def report(a, b):
    V, W, w, S, mu, r = parts(a, b)
    se = 1 / sqrt(S); z = mu / se; c = sqrt(2) * mp.erfinv(mpf("0.95"))
    L = mp.cholesky(V); ld = 2 * sum(log(L[i, i]) for i in range(k))
    ll = (-(k - 1) * log(2 * pi) + log(mpf(k)) - ld - log(S) - sum(r[i] * (y[i] - mu) for i in range(k))) / 2
    p = sqrt(se ** 2 + a + b); f = lambda x: float(x)
    return dict(estimate=f(mu), se=f(se), zval=f(z), pval=f(erfc(z / sqrt(2))), ci=[f(mu - c * se), f(mu + c * se)],
                sigma2=[f(a), f(b)], logLik=f(ll), pi=[f(mu - c * p), f(mu + c * p)])
x = findroot(lambda a, b: slope(a, b), (mpf("0.06506"), mpf("0.03274")), tol=1e-40)
z = findroot(lambda a: slope(a, mpf(0))[0], mpf("0.0828"), tol=1e-40)
print(json.dumps({"three.level": report(x[0], x[1]), "two.level.district.only": report(z, mpf(0))}, indent=1))
