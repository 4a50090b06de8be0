rules show implementation.fidelity
