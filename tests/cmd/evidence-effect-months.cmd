evidence effect months --months 3
