# Rscript tight.R > tight.json ; R 4.2.2, metafor 3.8-1, clubSandwich 0.5.8.
# The same fits as reference.json, with metafor's iterations run to the end (control below), because its default
# stops at a change of tau2 under 1e-5 (Fisher scoring) or within 1.2e-4 (root of PM and of the Q-profile), and its
# default ends the search of the Q-profile at tau2 = 100. Adds blup() and cluster-robust fits of the two-level model.
suppressMessages({library(metafor); library(jsonlite)})
con <- list(threshold=1e-14, tol=1e-15, maxiter=100000, tau2.max=1e4)
num <- function(x) if (is.null(x) || length(x) == 0 || is.na(x)) NA else as.numeric(x)
fit <- function(d, m, t) {
  r <- suppressWarnings(rma(yi, vi, data=d, method=m, test=t, control=con)); p <- predict(r)
  o <- list(k=r$k, estimate=c(r$beta), se=r$se, zval=r$zval, pval=r$pval, ci.lb=r$ci.lb, ci.ub=r$ci.ub, ddf=num(r$ddf),
    tau2=r$tau2, se.tau2=num(r$se.tau2), I2=r$I2, H2=r$H2, Q=r$QE, Q.df=r$k-1, Q.pval=r$QEp, pi.lb=num(p$pi.lb), pi.ub=num(p$pi.ub), s2w=r$s2w)
  if (m != "EE" && r$k > 1) o$tau2.ci <- as.numeric(confint(r, control=con)$random[1, 2:3])
  if (m == "REML" && r$k > 1) { b <- blup(r); o$blup <- b$pred; o$blup.se <- b$se; o$weights <- as.numeric(weights(r)) }
  o
}
mods <- function(d, f, t="z") {
  r <- suppressWarnings(rma(yi, vi, mods=f, data=d, method="REML", test=t, control=con))
  list(coef=c(r$beta), se=r$se, pval=r$pval, tau2=r$tau2, I2=r$I2, R2=r$R2, QE=r$QE, QEp=r$QEp, QM=r$QM, QMp=r$QMp)
}
dir <- "csv"; out <- list()
for (name in sub(".csv", "", list.files(dir), fixed=TRUE)) {
  d <- read.csv(file.path(dir, paste0(name, ".csv"))); s <- list(fits=list())
  for (m in c("EE","DL","REML","ML","PM","HE","SJ","HS","EB")) for (t in c("z","t","knha","adhoc"))
    s$fits[[paste(m, t, sep=".")]] <- fit(d, m, t)
  if (nrow(d) > 2) {
    s$leave1out.REML <- lapply(seq_len(nrow(d)), function(i) { r <- rma(yi, vi, data=d[-i,], control=con); list(estimate=c(r$beta), se=r$se, tau2=r$tau2, I2=r$I2, Q=r$QE) })
    r <- rma(yi, vi, data=d, control=con)
    e <- regtest(r); l <- regtest(r, model="lm")
    s$egger.mixed <- list(zval=e$zval, pval=e$pval); s$egger.lm <- list(tval=l$zval, pval=l$pval, dfs=l$dfs)
    t <- trimfill(r, control=con); s$trimfill <- list(k0=t$k0, side=t$side, estimate=c(t$beta), se=t$se)
  }
  out[[name]] <- s
}
d <- read.csv("csv/konstantopoulos2011.csv"); d$yr <- d$year - mean(d$year)
k <- list(); mvc <- list(optimizer="Nelder-Mead", reltol=1e-14, maxit=10000)
mv <- function(r) { p <- predict(r); list(estimate=c(r$beta), se=r$se, zval=r$zval, pval=r$pval, ci=c(r$ci.lb, r$ci.ub), sigma2=r$sigma2, Q=r$QE, Qp=r$QEp, logLik=as.numeric(logLik(r)), pi=c(p$pi.lb, p$pi.ub), k=r$k) }
rob <- function(r, cs) { b <- suppressWarnings(robust(r, cluster=d$district, clubSandwich=cs)); list(estimate=c(b$beta), se=b$se, tval=b$zval, df=as.numeric(b$dfs), pval=b$pval) }
a <- rma.mv(yi, vi, random=~1|district/study, data=d, control=mvc); b <- rma.mv(yi, vi, random=~1|district, data=d, control=mvc)
k$three.level <- mv(a); k$two.level.district.only <- mv(b)
k$three.level.robust.CR1 <- rob(a, FALSE); k$three.level.robust.CR2 <- rob(a, TRUE)
r <- rma(yi, vi, data=d, control=con); k$plain.robust.CR1 <- rob(r, FALSE); k$plain.robust.CR2 <- rob(r, TRUE)
k$moderators <- list(year=mods(d, ~yr)); k$per.district <- list()
for (g in unique(d$district)) { e <- d[d$district == g,]; k$per.district[[as.character(g)]] <- list(k=nrow(e), DL.z=fit(e,"DL","z"), REML.z=fit(e,"REML","z"), REML.knha=fit(e,"REML","knha"), PM.z=fit(e,"PM","z")) }
out$konstantopoulos2011 <- c(out$konstantopoulos2011, k)
d <- read.csv("csv/raudenbush1985.csv"); d$w3 <- pmin(d$weeks, 3); out$raudenbush1985$moderators <- list(weeks=mods(d, ~weeks), weeks.capped3=mods(d, ~w3))
d <- read.csv("csv/bcg.csv"); out$bcg$moderators <- list(ablat=mods(d, ~ablat), ablat.knha=mods(d, ~ablat, "knha"))
cat(toJSON(out, digits=I(15), auto_unbox=TRUE, na="null"))
