rules show fidelity_ok
