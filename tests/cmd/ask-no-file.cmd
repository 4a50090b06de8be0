ask -
